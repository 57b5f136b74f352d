import type { Caller, PaceSettings } from '../../functions/messages/settings.ts';
import type { PaceState } from '../../functions/ports/pace-book.ts';
import type { SlotAsk } from '../../functions/runtime/lanes.ts';
import { bookSlots } from '../../functions/runtime/pacing.ts';

/** A worker that always has something to send. */
export interface Greedy {
  readonly caller: Caller;
  /** How far its clock is ahead of real time, ms. */
  readonly offsetMs?: number;
  /** Requests it wants at once. */
  readonly batch?: number;
  /** How long it can wait for a slot, ms. */
  readonly patienceMs?: number;
  /** How long after its slot a request leaves, ms: drawn anew for each. */
  readonly lateMs?: () => number;
  /** When it begins, ms of real time. */
  readonly fromMs?: number;
  readonly limit?: SlotAsk['limit'];
}

/** One request that left, in real time. */
export interface Departure {
  readonly caller: Caller;
  readonly atMs: number;
  /** How long it had waited since it was first wanted, ms. */
  readonly waitedMs: number;
}

interface Turn {
  readonly worker: Greedy;
  readonly atMs: number;
  readonly wantedMs: readonly number[];
}

/** Lets greedy workers share one budget for some time and tells what left when. */
export function flood(workers: readonly Greedy[], rules: PaceSettings, forMs: number): Departure[] {
  const departures: Departure[] = [];
  let state: PaceState | undefined;
  const turns: Turn[] = workers.map((worker) => fresh(worker, worker.fromMs ?? 0));
  for (let turn = soonest(turns); turn.atMs < forMs; turn = soonest(turns)) {
    turns.splice(turns.indexOf(turn), 1);
    const { worker, atMs } = turn;
    const own = EPOCH + atMs + (worker.offsetMs ?? 0);
    const latest = own + (worker.patienceMs ?? 15_000);
    const limited = worker.limit ? { limit: worker.limit } : {};
    const asks = turn.wantedMs.map(
      (): SlotAsk => ({ caller: worker.caller, kind: 'first', mayProbe: false, latest, ...limited }),
    );
    const booked = bookSlots(state, asks, { rules, now: own });
    state = booked.state ?? state;
    const unserved: number[] = [];
    let next = atMs + 1;
    let again = Number.POSITIVE_INFINITY;
    booked.answer.forEach((answer, index) => {
      const wantedMs = turn.wantedMs[index] ?? atMs;
      if (answer.kind === 'refused') {
        unserved.push(wantedMs);
        again = Math.min(again, answer.until - own);
        return;
      }
      const leavesMs = Math.max(atMs, answer.at - EPOCH - (worker.offsetMs ?? 0)) + (worker.lateMs?.() ?? 0);
      departures.push({ caller: worker.caller, atMs: leavesMs, waitedMs: leavesMs - wantedMs });
      next = Math.max(next, leavesMs);
    });
    turns.push(
      unserved.length > 0
        ? { worker, atMs: Math.max(atMs + 1, atMs + again), wantedMs: unserved }
        : fresh(worker, next),
    );
  }
  return departures;
}

/** Requests of each caller that left between two instants, a minute. */
export function perMinute(departures: readonly Departure[], fromMs: number, toMs: number) {
  const rates: Partial<Record<Caller, number>> = {};
  for (const { caller, atMs } of departures) {
    if (atMs >= fromMs && atMs < toMs) rates[caller] = (rates[caller] ?? 0) + 60_000 / (toMs - fromMs);
  }
  return rates;
}

const EPOCH = 1_700_000_000_000;

const fresh = (worker: Greedy, atMs: number): Turn => ({
  worker,
  atMs,
  wantedMs: Array.from({ length: worker.batch ?? 5 }, () => atMs),
});

function soonest(turns: readonly Turn[]): Turn {
  const [first, ...others] = turns;
  if (!first) throw new Error('nobody wants anything');
  return others.reduce((soonestYet, turn) => (turn.atMs < soonestYet.atMs ? turn : soonestYet), first);
}
