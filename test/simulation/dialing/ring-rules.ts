import type { Callback } from '../callbacks.ts';
import type { Simulation } from '../simulation.ts';
import { secondOfDay } from '../zone-clock.ts';
import { isOpen } from './call-rules.ts';
import type { Case } from './judge.ts';
import type { LedgerRules } from './ledger-rules.ts';
import { secondsOf } from './situation.ts';

/** Recovery takes a call back within this time, ms, when nothing keeps it: a sweep a minute, and a slow platform. */
const WITHIN_MS = 4 * 60_000;

/** An index may lag this much more when replicas do. */
const STALE_MS = 5 * 60_000;

const DAY_SECONDS = 86_400;

/**
 * I4 when the phone rings: not after the window has closed, and not after the customer has opted out. A call that
 * recovery could not take back in time, because something kept it or because nobody knew of the call yet, is the price
 * of a platform that lets calls wait: so only what rings after some undisturbed minutes breaks the rule.
 */
export function ringRules(
  simulation: Simulation,
  on: Case,
  ledger: LedgerRules,
): (callback: Callback) => void {
  const { timeline } = simulation;
  const { situation, people, rules } = on;

  function violatedUnless(isExcused: boolean, what: string): void {
    if (!isExcused) simulation.violated('I4', what);
  }

  /** When the permission of a call that rings after the close had ended. */
  function endedAt(zone: string): number {
    const closes = secondsOf(situation.window.closesAt);
    const sinceClose = (secondOfDay(zone, timeline.now()) - closes + DAY_SECONDS) % DAY_SECONDS;
    return timeline.now() - sinceClose * 1000 - rules.protocol.closingMarginMs;
  }

  return ({ id, phoneE164, data }) => {
    const now = timeline.now();
    const knownSince = ledger.byReference(data.referenceId ?? '')?.callKnownSince;
    const graceMs = WITHIN_MS + (simulation.mix.rates.tableStale === undefined ? 0 : STALE_MS);
    const isExcused = (since: number): boolean =>
      knownSince === undefined || now - Math.max(since, knownSince, simulation.undisturbedSince()) <= graceMs;
    const zone = people.byPhone(phoneE164)?.timeZone;
    if (zone !== undefined && !isOpen(on, zone, now)) {
      violatedUnless(isExcused(endedAt(zone)), `${id} rings at second ${secondOfDay(zone, now)} in ${zone}`);
    }
    const optedOut = on.orders?.optedOutSince(phoneE164);
    if (optedOut !== undefined) {
      violatedUnless(isExcused(optedOut), `${id} rings ${now - optedOut} ms after the customer opted out`);
    }
  };
}
