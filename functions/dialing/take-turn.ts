import { classify } from '../alert/classify.ts';
import { type AlertOutcome, deferAlert, letWait } from '../alert/ending.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { DialRequest } from '../messages/alert-facts.ts';
import { type OccupancyRules, throttleAt } from '../observation/occupancy.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { Throttle } from '../ports/occupancy-book.ts';
import type { PaceAsk } from '../ports/pace.ts';
import type { DialingPorts } from './dialing-ports.ts';
import { after, type Protocol } from './protocol.ts';

/** When the request may leave, or how the pass ended because it may not. */
export type Turn =
  | { readonly kind: 'come'; readonly at: Date }
  | { readonly kind: 'put-off'; readonly outcome: AlertOutcome };

/** What decides whose turn it is. */
export interface TurnRules {
  readonly classes: AlertClasses;
  readonly occupancy: OccupancyRules;
  /** Calls a minute to a routing queue that is busy. */
  readonly halfRatePerMinute: number;
  readonly protocol: Protocol;
}

/** What must be left of the function's time when a request has timed out, ms. */
export const TO_WRITE_DOWN_MS = 2000;

/** A slot this near is worth waiting for, however little time is left. */
const AT_ONCE_MS = 500;

/** Between two looks at a routing queue that takes nothing now. */
const LOOK_AGAIN_MS = 2000;

/** Between two tries of an alert whose routing queue takes nothing, if it does not wait longer anyway. */
const BUSY_MS = 60_000;

/**
 * Waits until it is this alert's turn on the platform. As long as that is seconds away, the alert waits here and the
 * backlog stays in the queue; otherwise the alert waits in the ledger, and its message is done.
 * @throws {TransientError} the budget or the ledger cannot be reached
 */
export async function takeTurn(
  { alert, request }: { readonly alert: AlertRecord; readonly request: DialRequest },
  remainingMs: () => number,
  ports: DialingPorts,
  rules: TurnRules,
): Promise<Turn> {
  const latest = latestTurn(ports.clock.now(), remainingMs(), rules.protocol);
  const isShed = classify(alert.alertType, rules.classes).class.whenBusy === 'follow-up';
  // What is shed does not wait: in a storm those behind it would wait with it.
  const patience = isShed ? ports.clock.now() : latest;
  const throttle = await unstopped(alert, request.route.routingQueue, patience, ports, rules);
  if (throttle === 'stopped') {
    if (isShed) return shed(alert, ports);
    return putOff(alert, 'routing_queue_busy', BUSY_MS, ports);
  }
  const limit = { name: request.route.routingQueue, perMinute: rules.halfRatePerMinute };
  const ask: PaceAsk = {
    caller: alert.severity,
    kind: alert.attemptId === undefined ? 'first' : 'retry',
    mayProbe: false,
    ...(throttle === 'half' && { limit }),
  };
  const paced = await ports.pace.take(ask, latest);
  if (paced.kind === 'slot') return { kind: 'come', at: paced.at };
  const isFull = paced.reason !== 'breaker_open' && request.route.campaign !== undefined;
  if (isShed && isFull) return shed(alert, ports);
  const forMs = paced.until.getTime() - ports.clock.now().getTime();
  return putOff(alert, `telephony_${paced.reason}`, forMs, ports);
}

/** A turn later than this leaves too little time to send and to write down; a slot that is free now is always taken. */
function latestTurn(now: Date, remainingMs: number, protocol: Protocol): Date {
  const patienceMs = remainingMs - protocol.sendMs - protocol.requestMs - TO_WRITE_DOWN_MS;
  return after(now, Math.max(AT_ONCE_MS, patienceMs));
}

/** What the routing queue lets through, as soon as it lets anything through; critical alerts never ask. */
async function unstopped(
  alert: AlertRecord,
  routingQueue: string,
  latest: Date,
  { occupancy, clock, sleep }: DialingPorts,
  rules: TurnRules,
): Promise<Throttle> {
  if (alert.severity === 'critical') return 'free';
  for (;;) {
    const throttle = throttleAt(await occupancy.read(routingQueue), rules.occupancy, clock.now());
    const next = after(clock.now(), LOOK_AGAIN_MS);
    if (throttle !== 'stopped' || next >= latest) return throttle;
    await sleep.until(next);
  }
}

/** A person takes it instead: calls of this class are not worth a queue that is full (guide 002, edge case 3). */
async function shed(alert: AlertRecord, ports: DialingPorts): Promise<Turn> {
  return { kind: 'put-off', outcome: await deferAlert(alert, { reason: 'shed' }, ports) };
}

async function putOff(alert: AlertRecord, reason: string, forMs: number, ports: DialingPorts): Promise<Turn> {
  const retryAfterMs = Math.max(0, forMs);
  return { kind: 'put-off', outcome: await letWait(alert, { reason, retryAfterMs }, ports) };
}
