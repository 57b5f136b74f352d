import type { AlertOutcome } from '../alert/ending.ts';
import { goThrough } from '../alert/noticed-pass.ts';
import { unseenCallMs } from '../dialing/ringing.ts';
import { eachInTime, type SweepResult } from './each-in-time.ts';
import { mayStillRing } from './may-still-ring.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import type { RecoveryRules } from './resume-alert.ts';
import { takeBack } from './resume-case-ringing.ts';
import { withdraw } from './resume-ringing.ts';

/** Waiting calls judged between two notes of how far the pass has come: what any sweep has time for. */
const PAGE = 25;

/** Somebody suppressed a number: every call that still waits is held against the list, and those it names are taken back. */
export async function sweepSuppressed(
  remainingMs: () => number,
  ports: RecoveryPorts,
  rules: RecoveryRules,
): Promise<readonly SweepResult[]> {
  const { ledger, clock } = ports;
  const notice = await ledger.readRingNotice();
  if (!notice) return [];
  return goThrough<string, SweepResult>(notice, {
    notices: { keep: ledger.keepRingNotice, end: ledger.endRingNotice },
    clock,
    unseenMs: unseenCallMs(rules.protocol),
    page: (cursor) => ledger.ringing(clock.now(), cursor, PAGE),
    async judge(keys) {
      const waiting = keys.map((key) => ({ key }));
      const judged = await eachInTime(waiting, remainingMs, ({ key }) => takenBack(key, ports, rules));
      const { done, failures, complete } = judged;
      return { results: [...done, ...failures], complete, clean: failures.length === 0 };
    },
  });
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
