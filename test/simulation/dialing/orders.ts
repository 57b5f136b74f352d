import { TransientError } from '../../../functions/errors.ts';
import type { DialingSwitch } from '../../../functions/ports/dialing-switch.ts';
import {
  recordSuppression,
  type SuppressionPorts,
} from '../../../functions/suppressions/record-suppression.ts';
import type { Functions, SimFunction } from '../functions.ts';
import type { Process } from '../processes.ts';
import type { Simulation } from '../simulation.ts';
import type { Situation } from './situation.ts';

/** What orders are given through. */
export type OrderPorts = SuppressionPorts & { readonly ledger: DialingSwitch };

/** What people have ordered, and since when it holds. Instants are epoch milliseconds. */
export interface Orders {
  /** Since when an opt-out of this number has been acknowledged; `undefined` while there is none. */
  optedOutSince(phoneE164: string): number | undefined;
  /** Since when all dialing has been stopped for certain; `undefined` while it goes on, or may go on. */
  stoppedSince(): number | undefined;
  /** Names of the orders, as `--without` takes them. */
  readonly parts: readonly string[];
}

/** An order that failed is given again after this, ms. */
const AGAIN_MS = 10_000;
const TIMEOUT_MS = 20_000;
const BY = 'operations';

/** People give their orders until they are acknowledged. */
export function orders(
  simulation: Simulation,
  lambda: Functions,
  { optOuts = [], stop }: Situation,
  portsOf: (process: Process) => OrderPorts,
): Orders {
  const { timeline, without } = simulation;
  const optedOut = new Map<string, number>();
  const parts: string[] = [];
  let stopped: number | undefined;

  function order(
    at: number,
    name: string,
    act: (ports: OrderPorts) => Promise<unknown>,
    done: () => void,
  ): void {
    const of: SimFunction = {
      name: `order ${name}`,
      timeoutMs: TIMEOUT_MS,
      wire(process) {
        const ports = portsOf(process);
        return () => act(ports).then(() => 'done', transient);
      },
    };
    const give = (): void =>
      lambda.invoke(of, {}, (how) => {
        const isDone = how !== 'failed' && how.answer === 'done';
        simulation.trace(() => `order ${name}: ${isDone ? 'acknowledged' : 'to be repeated'}`);
        if (isDone) done();
        else timeline.at(timeline.now() + AGAIN_MS, give);
      });
    timeline.at(at, give);
  }

  for (const { at, phoneE164 } of optOuts) {
    const part = `opt-out:${phoneE164}`;
    if (without.has(part)) continue;
    parts.push(part);
    const message = { phoneNumber: phoneE164, scope: 'all', source: 'agent' } as const;
    const act = (ports: OrderPorts) => recordSuppression(message, ports, { mirrored: false });
    order(at, part, act, () => void optedOut.set(phoneE164, timeline.now()));
  }
  if (stop && !without.has('stop')) {
    parts.push('stop');
    const word = (ports: OrderPorts) => ({ since: ports.clock.now(), by: BY, reason: 'drill' });
    order(
      stop.at,
      'stop',
      (ports) => ports.ledger.stopDialing(word(ports)),
      () => {
        stopped = timeline.now();
        if (stop.until === undefined) return;
        timeline.at(stop.until, () => {
          stopped = undefined;
          order(
            timeline.now(),
            'start',
            (ports) => ports.ledger.startDialing(word(ports)),
            () => undefined,
          );
        });
      },
    );
  }

  return { optedOutSince: (phone) => optedOut.get(phone), stoppedSince: () => stopped, parts };
}

/** The last word about dialing must be said again; whoever gave it knows no better. */
function transient(error: unknown): 'again' {
  if (error instanceof TransientError) return 'again';
  throw error;
}
