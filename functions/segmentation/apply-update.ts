import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { Profile } from '../messages/profile.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pace, PaceAsk } from '../ports/pace.ts';
import type { KeptProfile } from '../ports/profiles.ts';
import type { SegmentAnswer, SegmentUpdate } from '../ports/segment-crm.ts';
import { fullJitterMs } from '../runtime/retry.ts';
import { describedUpdate } from './described-update.ts';
import { concluded, type Ending, type Lease } from './profile-steps.ts';
import type { SegmentationOutcome, SegmentationPolicy, SegmentationPorts } from './segmentation-ports.ts';

/** Between two tries while the CRM gives no reason to hope: half a second to five minutes, growing. */
const BACKOFF_MS = { base: 1000, longest: 300_000, shortest: 500 };

/** A message is left for waits up to this long; longer ones are found by their appointment alone. */
const SHORT_WAIT_MS = 30_000;

const TRIES = 20;

/** What a write came to, in the words of the outcome and of the state machine. */
interface Written {
  readonly ending: Ending;
  readonly outcome: SegmentationOutcome['outcome'];
  readonly reason?: string;
}

/**
 * Sends the write that `kept` has claimed, and concludes it. Whatever happens, the profile keeps what is to be
 * written until the CRM has said that it has it.
 * @throws {TransientError} the profile cannot be reached; its lease ends by itself
 */
export async function applyUpdate(
  kept: KeptProfile,
  ports: SegmentationPorts,
  policy: SegmentationPolicy,
): Promise<SegmentationOutcome> {
  const { lease, customerId: key } = kept.value;
  if (!lease) throw new Error('a write is claimed before it is sent');
  const written = await send(kept.value, { lease, slotWithinMs: policy.slotWithinMs }, ports);
  const moved = await conclude(kept, lease, written, ports, policy);
  if (moved === undefined) return { outcome: 'already_moved', reason: 'the lease was over', key };
  if (moved.state === 'ERASED') return { outcome: 'ignored', reason: 'erased', key };
  return { outcome: written.outcome, ...(written.reason !== undefined && { reason: written.reason }), key };
}

/** How long a write may last, and how long it may wait for its first slot. */
interface Allowed {
  readonly lease: Lease;
  readonly slotWithinMs?: number | undefined;
}

async function send(profile: Profile, allowed: Allowed, ports: SegmentationPorts): Promise<Written> {
  const { lease } = allowed;
  try {
    const knownAs = await ports.identifiers.of(profile.customerId);
    const described = await describedUpdate(profile, lease, ports.transcripts);
    const update = { ...described, ...(knownAs && { knownAs }) };
    const kind = profile.tries > 0 ? 'retry' : 'first';
    const known = await ask(update, { ...allowed, mayCreate: false, kind }, ports);
    if (typeof known === 'object') return known;
    if (known !== 'unknown_customer') return written(known);
    // Nobody who was erased is created again: that is asked right before, because erasing may have come meanwhile.
    const there = await ports.profiles.read(profile.customerId);
    if (there?.value.state === 'ERASED') {
      return { ending: { kind: 'written' }, outcome: 'ignored', reason: 'erased' };
    }
    // A pass pays for one retry: the minute's free one must be enough for a customer who is new.
    const created = await ask(update, { lease, mayCreate: true, kind: 'first' }, ports);
    return typeof created === 'object' ? created : written(created);
  } catch (error) {
    return failed(error, profile, ports);
  }
}

interface Asking extends Allowed {
  readonly mayCreate: boolean;
  readonly kind: PaceAsk['kind'];
}

/** One write in its slots of the budget; without them it is put off, and nothing was sent. */
async function ask(
  update: SegmentUpdate,
  { mayCreate, lease, kind, slotWithinMs }: Asking,
  { crm, pace, clock }: SegmentationPorts,
): Promise<SegmentAnswer | Written> {
  const requests = update.knownAs ? (crm.requestsKnownAs ?? 1) : 1;
  const soonMs = clock.now().getTime() + (slotWithinMs ?? Number.POSITIVE_INFINITY);
  const soon = new Date(Math.min(soonMs, lease.sendBy.getTime()));
  for (let taken = 0; taken < requests; taken++) {
    const latest = taken === 0 ? soon : lease.sendBy;
    const slot = await pace.take({ caller: 'segments', kind, mayProbe: true }, latest);
    if (slot.kind === 'slot') continue;
    const why = `${pace.destination}_${slot.reason}`;
    return { ending: { kind: 'put_off', why, until: slot.until }, outcome: 'waiting', reason: why };
  }
  const mayStillSend = (): boolean => clock.now() < lease.sendBy;
  const asked = crm.upsertSegments(update, { mayCreate, mayStillSend });
  // What the budget is not told costs slots at most; how the write itself ended must not be lost over it.
  await tell(asked, pace, clock).catch(() => undefined);
  return asked;
}

/** Tells the budget how a request ended; who was asked for patience makes everybody wait. */
async function tell(asked: Promise<SegmentAnswer>, pace: Pace, clock: Clock): Promise<void> {
  const error: unknown = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TransientError && error.retryAfterMs !== undefined) {
    await pace.hold(new Date(clock.now().getTime() + error.retryAfterMs));
  }
  await pace.ended(isBroken(error) ? 'failed' : 'answered');
}

const written = (answer: SegmentAnswer): Written => ({
  ending: { kind: 'written' },
  outcome: answer === 'created' ? 'created' : 'updated',
});

async function failed(error: unknown, profile: Profile, ports: SegmentationPorts): Promise<Written> {
  const now = ports.clock.now();
  const { base, longest, shortest } = BACKOFF_MS;
  const waitMs = shortest + fullJitterMs(profile.tries + 1, base, longest, ports.random.fraction());
  if (error instanceof RejectedError) {
    return { ending: { kind: 'refused', why: error.reason }, outcome: 'parked', reason: error.reason };
  }
  if (error instanceof UnknownOutcomeError) {
    const until = new Date(now.getTime() + waitMs);
    return {
      ending: { kind: 'unknown', why: error.reason, until },
      outcome: 'waiting',
      reason: error.reason,
    };
  }
  if (error instanceof TransientError) {
    const until = new Date(now.getTime() + Math.max(waitMs, error.retryAfterMs ?? 0));
    return waits(error.reason, until);
  }
  throw error;
}

/** The CRM could not be reached or broke down, which says something about the next request, too. */
const isBroken = (error: unknown): boolean =>
  error instanceof UnknownOutcomeError ||
  (error instanceof TransientError && error.reason.endsWith('_unavailable'));

const waits = (why: string, until: Date): Written => ({
  ending: { kind: 'not_written', why, until },
  outcome: 'waiting',
  reason: why,
});

/** Writes how it ended; gives what is there then, or `undefined` when the write was not ours any more. */
async function conclude(
  claimed: KeptProfile,
  lease: Lease,
  { ending }: Written,
  { profiles, clock, outbox }: SegmentationPorts,
  { timing }: SegmentationPolicy,
): Promise<Profile | undefined> {
  let kept: KeptProfile | undefined = claimed;
  for (let tries = 0; tries < TRIES && kept; tries++) {
    if (kept.value.state === 'ERASED') return kept.value;
    const now = clock.now();
    const next = concluded(kept.value, lease, ending, { now, coalesceMs: timing.coalesceMs });
    if (!next) return undefined;
    const write = await profiles.replace(kept, next);
    if (write.kind === 'lost') {
      kept = write.kept;
      continue;
    }
    const waitMs = (next.nextAt?.getTime() ?? Number.POSITIVE_INFINITY) - now.getTime();
    if (waitMs <= SHORT_WAIT_MS) await outbox.updateDue(next.customerId, Math.ceil(waitMs / 1000));
    return next;
  }
  throw new TransientError('profile_contended', 'others change the segments of this customer all the time');
}
