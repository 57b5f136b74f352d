import type { SegmentRules } from '../messages/segment-rules.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pace } from '../ports/pace.ts';
import type { Profiles } from '../ports/profiles.ts';
import type { Random } from '../ports/random.ts';
import type { SegmentCrm } from '../ports/segment-crm.ts';
import type { SegmentIdentifiers } from '../ports/segment-identifiers.ts';
import type { Transcripts } from '../ports/transcripts.ts';
import type { UpdateOutbox } from '../ports/update-outbox.ts';
import type { SegmentTiming } from './profile-steps.ts';

/** What segmentation needs of the world. */
export interface SegmentationPorts {
  readonly profiles: Profiles;
  readonly crm: SegmentCrm;
  readonly identifiers: SegmentIdentifiers;
  /** The budget of the requests to the CRM that has the segments. */
  readonly pace: Pace;
  readonly transcripts: Transcripts;
  readonly outbox: UpdateOutbox;
  readonly clock: Clock;
  readonly random: Random;
}

export interface SegmentationPolicy {
  readonly rules: SegmentRules;
  readonly timing: SegmentTiming;
  /** How long a write may wait for its first slot, ms. @default as long as it may leave */
  readonly slotWithinMs?: number;
}

/** How one message ended. */
export interface SegmentationOutcome {
  readonly outcome:
    | 'updated'
    | 'created'
    | 'coalesced'
    | 'waiting'
    | 'parked'
    | 'duplicate'
    | 'unchanged'
    | 'ignored'
    | 'already_moved';
  readonly reason?: string;
  /** The customer. */
  readonly key: string;
}
