import type { HttpClient, HttpRequest } from '../../../functions/adapters/http.ts';
import type { Callback } from '../callbacks.ts';
import type { Simulation } from '../simulation.ts';
import { secondOfDay } from '../zone-clock.ts';
import type { Case } from './judge.ts';
import type { LedgerRules, SeenAlert } from './ledger-rules.ts';
import { ringRules } from './ring-rules.ts';
import { secondsOf } from './situation.ts';

/** What must hold of every call. */
export interface CallRules {
  accepted(callback: Callback): void;
  rings(callback: Callback): void;
  /** Sees every request for a call at the last question before its socket. */
  through(http: HttpClient, phoneIn: (request: HttpRequest) => string): HttpClient;
}

/** How long after the last question before the socket a call may be accepted, ms: F and L of the protocol. */
const ACCEPTED_LATE_MS = 30_000 + 4 * 60_000;

/** Two clocks, each wrong by two seconds. */
const CLOCKS_MS = 4000;

/** I2, I3 and I4 when a call is accepted; the stop when it leaves; I4 when it rings. */
export function callRules(simulation: Simulation, on: Case, ledger: LedgerRules): CallRules {
  const { timeline } = simulation;
  const { situation, people, rules } = on;
  const { protocol } = rules;
  const called = new Set<string>();
  const lastCall = new Map<string, { readonly at: number; readonly key: string }>();

  function once({ key }: SeenAlert): void {
    if (called.has(key)) simulation.violated('I2', `${key} was called about twice`);
    called.add(key);
  }

  function oneInTheWindow({ key, customerId, sensorId }: SeenAlert): void {
    const now = timeline.now();
    const slot = `${customerId} ${sensorId}`;
    const last = lastCall.get(slot);
    if (last && now - last.at < situation.suppressionMs) {
      const seconds = ((now - last.at) / 1000).toFixed(1);
      simulation.violated('I3', `${key} was called about ${seconds} s after ${last.key}`);
    }
    lastCall.set(slot, { at: now, key });
  }

  function allowed({ phoneE164, id }: Callback): void {
    const now = timeline.now();
    const zone = people.byPhone(phoneE164)?.timeZone;
    if (zone !== undefined && !isOpen(on, zone, now)) {
      simulation.violated('I4', `${id} was accepted at second ${secondOfDay(zone, now)} in ${zone}`);
    }
    const flagKnownBy = now - ACCEPTED_LATE_MS - CLOCKS_MS;
    if (people.hasRefusedSince(phoneE164, flagKnownBy - rules.doNotDisturbMaxAgeMs)) {
      simulation.violated('I4', `${id} was accepted though the customer does not want to be disturbed`);
    }
  }

  /** What was acknowledged before the last read can be seen by it. */
  function leaves(phoneE164: string): void {
    const now = timeline.now();
    const stopped = on.orders?.stoppedSince();
    if (stopped !== undefined && now - stopped > protocol.sendMs + CLOCKS_MS) {
      simulation.violated('stop', `a request left ${now - stopped} ms after all dialing was stopped`);
    }
    const optedOut = on.orders?.optedOutSince(phoneE164);
    if (optedOut !== undefined && now - optedOut > protocol.functionMs + CLOCKS_MS) {
      simulation.violated('I4', `a request left ${now - optedOut} ms after the customer had opted out`);
    }
  }

  return {
    accepted(callback) {
      const alert = ledger.byReference(callback.data.referenceId ?? '');
      if (!alert) {
        simulation.violated('I6', `${callback.id} is about no alert`);
        return;
      }
      once(alert);
      oneInTheWindow(alert);
      allowed(callback);
    },
    rings: ringRules(simulation, on, ledger),
    through: (http, phoneIn) => ({
      send(request, beforeSocket) {
        if (!beforeSocket) return http.send(request);
        return http.send(request, () => {
          const goes = beforeSocket();
          if (goes) leaves(phoneIn(request));
          return goes;
        });
      },
    }),
  };
}

/** Whether the window is open where the customer is. */
export function isOpen(
  { situation: { window } }: Pick<Case, 'situation'>,
  zone: string,
  at: number,
): boolean {
  const second = secondOfDay(zone, at);
  return second >= secondsOf(window.opensAt) && second < secondsOf(window.closesAt);
}
