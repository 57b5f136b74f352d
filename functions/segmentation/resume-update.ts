import type { Profile } from '../messages/profile.ts';
import { applyUpdate } from './apply-update.ts';
import { claimed, isDue } from './profile-steps.ts';
import type { SegmentationOutcome, SegmentationPolicy, SegmentationPorts } from './segmentation-ports.ts';

/** A message is early by no more than this. */
const NEARLY_MS = 2000;

/**
 * Sends a customer's write whose time has come: what was coalesced, what waited for the CRM, and what a lost worker
 * left behind. Repeatable, by any number of workers at once.
 * @throws {TransientError} the profile cannot be reached
 */
export async function resumeUpdate(
  key: string,
  ports: SegmentationPorts,
  policy: SegmentationPolicy,
): Promise<SegmentationOutcome> {
  const kept = await ports.profiles.read(key);
  const now = ports.clock.now();
  if (!kept || !isDue(kept.value, now)) return notYet(key, kept?.value, now, ports);
  const next = claimed(kept.value, ports.random.id(), now, policy.timing);
  const write = await ports.profiles.replace(kept, next);
  if (write.kind === 'lost') return { outcome: 'already_moved', reason: 'changed by another', key };
  return applyUpdate(write.kept, ports, policy);
}

/** The queue's clock and ours differ by moments: what is nearly due is asked for once more. */
async function notYet(
  key: string,
  profile: Profile | undefined,
  now: Date,
  { outbox }: SegmentationPorts,
): Promise<SegmentationOutcome> {
  const waitMs = (profile?.nextAt?.getTime() ?? Number.POSITIVE_INFINITY) - now.getTime();
  if (profile?.state === 'DIRTY' && waitMs > 0 && waitMs <= NEARLY_MS) {
    await outbox.updateDue(key, Math.ceil(waitMs / 1000));
  }
  return { outcome: 'already_moved', reason: 'not due', key };
}
