import type { AlertOutcome } from '../alert/ending.ts';
import { after } from '../dialing/protocol.ts';
import { unseenCallMs } from '../dialing/ringing.ts';
import type { RingNotice, RingPass } from '../ports/ring-ledger.ts';
import { eachInTime, type SweepResult } from './each-in-time.ts';
import { mayStillRing } from './may-still-ring.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import type { RecoveryRules } from './resume-alert.ts';
import { takeBack } from './resume-case-ringing.ts';
import { withdraw } from './resume-ringing.ts';

/** Waiting calls judged between two notes of how far the pass has come: what any sweep has time for. */
const PAGE = 25;

/** A pass that could not judge every call begins anew after this. */
const AGAIN_MS = 60_000;

/**
 * Somebody suppressed a number: every call that still waits is held against the list, and those it names are taken
 * back. What does not fit into one sweep goes on in the next, where the last page ended. The wish is fulfilled by a
 * clean pass that began when no call allowed before the wish could still come to light.
 */
export async function sweepSuppressed(
  remainingMs: () => number,
  ports: RecoveryPorts,
  rules: RecoveryRules,
): Promise<readonly SweepResult[]> {
  const notice = await ports.ledger.readRingNotice();
  if (!notice) return [];
  const results: SweepResult[] = [];
  let { begunAt, cursor, clean } = notice.pass ?? beginning(ports.clock.now());
  for (;;) {
    const page = await ports.ledger.ringing(ports.clock.now(), cursor, PAGE);
    const waiting = page.keys.map((key) => ({ key }));
    const judged = await eachInTime(waiting, remainingMs, ({ key }) => takenBack(key, ports, rules));
    results.push(...judged.done, ...judged.failures);
    // The page is repeated: what has been taken back is not there any more.
    if (!judged.complete) return results;
    clean &&= judged.failures.length === 0;
    if (page.cursor === undefined) break;
    cursor = page.cursor;
    await ports.ledger.keepRingNotice(notice, {
      pass: { begunAt, cursor, clean },
      nextAt: ports.clock.now(),
    });
  }
  await endOrRepeat(notice, { begunAt, clean }, ports, rules);
  return results;
}

const beginning = (now: Date): Omit<RingPass, 'cursor'> & { readonly cursor: string | undefined } => ({
  begunAt: now,
  cursor: undefined,
  clean: true,
});

async function endOrRepeat(
  notice: RingNotice,
  { begunAt, clean }: Pick<RingPass, 'begunAt' | 'clean'>,
  { ledger, clock }: RecoveryPorts,
  { protocol }: RecoveryRules,
): Promise<void> {
  const settledAt = after(notice.askedAt, unseenCallMs(protocol));
  if (clean && begunAt >= settledAt) return ledger.endRingNotice(notice);
  const again = after(clock.now(), AGAIN_MS);
  await ledger.keepRingNotice(notice, { nextAt: begunAt < settledAt && clean ? settledAt : again });
}

async function takenBack(
  key: string,
  ports: RecoveryPorts,
  rules: RecoveryRules,
): Promise<AlertOutcome | undefined> {
  const [alert, now] = [await ports.ledger.read(key), ports.clock.now()];
  if (!alert?.ringLookAt || alert.ring === 'rung' || alert.ring === 'withdrawn') return undefined;
  const verdict = await mayStillRing(alert, now, ports, rules);
  if (verdict.kind === 'yes') return undefined;
  return alert.state === 'PLACED'
    ? withdraw(alert, verdict.reason, ports)
    : takeBack(alert, now, ports, rules);
}
