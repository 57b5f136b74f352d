import { TransientError } from '../errors.ts';
import type { Profile } from '../messages/profile.ts';
import type { SegmentUpdate } from '../ports/segment-crm.ts';
import type { Transcripts } from '../ports/transcripts.ts';
import { tagsOf } from './desired-state.ts';
import type { Lease } from './profile-steps.ts';
import { transcriptSummary } from './transcript-summary.ts';

/** A transcript that is not there after so many tries is not waited for any longer. */
const TRANSCRIPT_TRIES = 5;

/**
 * The whole state the CRM shall have, under the key of its sequence. The transcript is read only where a rule wants
 * its summary, and kept nowhere.
 * @throws {TransientError} `transcript_not_ready`, or it cannot be read now: nothing was sent
 */
export async function describedUpdate(
  profile: Profile,
  lease: Lease,
  transcripts: Transcripts,
): Promise<SegmentUpdate> {
  const plain = updateOf(profile, lease);
  const { transcript } = profile;
  if (!transcript || profile.tries >= TRANSCRIPT_TRIES) return plain;
  const phrases = await transcripts.read(transcript.conversationId);
  if (!phrases) throw new TransientError('transcript_not_ready', 'the platform has no transcript yet');
  const summary = transcriptSummary(phrases, transcript.maxLength);
  if (summary === undefined) return plain;
  return {
    ...plain,
    attributes: { ...plain.attributes, last_interaction_summary: summary },
    // Another body under the same key would be refused.
    idempotencyKey: `${plain.idempotencyKey}.t`,
  };
}

function updateOf(profile: Profile, { sequence }: Lease): SegmentUpdate {
  return {
    customerId: profile.customerId,
    attributes: profile.attributes,
    tags: tagsOf(profile),
    updatedAt: profile.newest?.eventAt ?? new Date(0),
    idempotencyKey: `${profile.customerId}#${sequence}`,
  };
}
