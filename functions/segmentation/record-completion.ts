import { RejectedError, TransientError } from '../errors.ts';
import type { InteractionCompleted } from '../messages/interaction-completed.ts';
import type { Profile } from '../messages/profile.ts';
import { applyUpdate } from './apply-update.ts';
import { type Completed, completedOf, completionKey, isWanted } from './desired-state.ts';
import { type Absorption, absorbed, claimed, isAwaited, isDue } from './profile-steps.ts';
import type { SegmentationOutcome, SegmentationPolicy, SegmentationPorts } from './segmentation-ports.ts';

/** How a completion came. */
export interface CompletionArrival {
  readonly edgeId: string;
  /** When the door received it; `undefined` when it came another way. */
  readonly receivedAt: Date | undefined;
}

/** Workers that absorb completions of one customer at once are fewer than this. */
const TRIES = 20;

/** A clock further ahead would keep every later conversation from being the newest. */
const MAX_AHEAD_MS = 5 * 60_000;

/**
 * A completion waits no longer for a slot of the CRM, ms: behind it stand others, which may be about the same customer
 * and need no write of their own.
 */
const SLOT_WITHIN_MS = 300;

/** The longest delay a queue takes, ms. */
const LONGEST_DELAY_MS = 900_000;

/**
 * Absorbs one completion and, when the customer's write is neither under way nor waiting, sends it at once: one read
 * and two writes for an update. Repeatable: a completion counts once.
 * @throws {TransientError} the profile cannot be reached, or others change it all the time
 * @throws {RejectedError} `in_the_future`, `too_many_tags`
 */
export async function recordCompletion(
  completion: InteractionCompleted,
  arrival: CompletionArrival,
  ports: SegmentationPorts,
  policy: SegmentationPolicy,
): Promise<SegmentationOutcome> {
  const key = completion.customerId;
  if (!isWanted(completion, policy.rules)) return { outcome: 'ignored', reason: 'queue_not_configured', key };
  const now = ports.clock.now();
  const completed = completedOf(
    completion,
    { key: completionKey(completion, arrival.edgeId), arrivedAt: arrival.receivedAt ?? now },
    policy.rules,
  );
  if (completed.eventAt.getTime() - now.getTime() > MAX_AHEAD_MS) {
    throw new RejectedError('in_the_future', 'a conversation ends in the present or in the past');
  }
  for (let tries = 0; tries < TRIES; tries++) {
    const outcome = await tryToAbsorb(completed, ports, policy);
    if (outcome) return outcome;
  }
  throw new TransientError('profile_contended', 'others change the segments of this customer all the time');
}

/** `undefined` when somebody else wrote between our read and our write. */
async function tryToAbsorb(
  completed: Completed,
  ports: SegmentationPorts,
  policy: SegmentationPolicy,
): Promise<SegmentationOutcome | undefined> {
  const before = await ports.profiles.read(completed.customerId);
  const now = ports.clock.now();
  const step = absorbed(before?.value, completed, now, policy.timing);
  if (step.kind !== 'changed') return unchanged(step, completed);
  const due = isDue(step.profile, now) && !(before && isAwaited(before.value, now));
  const next = due ? claimed(step.profile, ports.random.id(), now, policy.timing) : step.profile;
  const written = await ports.profiles.replace(before, next);
  if (written.kind === 'lost') return undefined;
  if (due) return applyUpdate(written.kept, ports, { ...policy, slotWithinMs: SLOT_WITHIN_MS });
  await wake(step, completed.customerId, now, ports);
  return { outcome: 'coalesced', reason: reasonToWait(step.profile), key: completed.customerId };
}

function unchanged(
  { kind }: Exclude<Absorption, { kind: 'changed' }>,
  { customerId: key }: Completed,
): SegmentationOutcome {
  switch (kind) {
    case 'duplicate':
    case 'unchanged':
      return { outcome: kind, key };
    case 'erased':
      return { outcome: 'ignored', reason: 'erased', key };
    case 'too_many_tags':
      throw new RejectedError('too_many_tags', 'more tags stay with this customer than are segments');
    default:
      return kind satisfies never;
  }
}

/** Only whoever made the profile dirty leaves a message; the appointment finds it when that message is lost. */
async function wake(
  { wakeAt }: Extract<Absorption, { kind: 'changed' }>,
  customerId: string,
  now: Date,
  { outbox }: SegmentationPorts,
): Promise<void> {
  if (wakeAt === undefined) return;
  const delayMs = Math.min(Math.max(0, wakeAt.getTime() - now.getTime()), LONGEST_DELAY_MS);
  await outbox.updateDue(customerId, Math.ceil(delayMs / 1000));
}

const reasonToWait = ({ state, why }: Profile): string =>
  state === 'APPLYING' ? 'a write is under way' : (why ?? 'written shortly before');
