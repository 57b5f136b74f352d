import type { AlertRecord } from '../ports/ledger.ts';
import { after, type Protocol } from './protocol.ts';

/** Most calls are taken up sooner than this; looking earlier would ask the platform about the others twice. */
const FIRST_LOOK_MS = 15 * 60_000;

/**
 * When recovery looks whether a phone has rung for a call that was accepted at `now`; `undefined` when nothing limits
 * when it may. Served calls are then settled through the day, so that only those still waiting are left when their
 * permission ends. A call that comes to light after its deadline is looked at at once: a number suppressed meanwhile
 * may have been looked for before this call could be seen.
 */
export function firstRingLook(
  granted: Pick<AlertRecord, 'deadline' | 'mustRingBy'>,
  now: Date,
  protocol: Protocol,
): Date | undefined {
  const { deadline, mustRingBy } = granted;
  if (!deadline || now > after(deadline, protocol.graceMs)) return now;
  if (!mustRingBy) return undefined;
  const usual = after(now, FIRST_LOOK_MS);
  return mustRingBy < usual ? mustRingBy : usual;
}

/**
 * How long after a number was suppressed a call to it may still come to light that was allowed before: what a worker
 * knows is at most Q old when it is granted, and its request is over S + T + G later. The rest is the index's delay.
 */
export function unseenCallMs(p: Protocol): number {
  return p.freshnessMs + p.sendMs + p.requestMs + p.graceMs + 2 * p.clockErrorMs + INDEX_DELAY_MS;
}

const INDEX_DELAY_MS = 30_000;
