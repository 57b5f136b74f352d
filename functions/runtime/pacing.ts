import type { PaceSettings } from '../messages/settings.ts';
import type { PaceRefusal } from '../ports/pace.ts';
import type { PaceState, PaceStep } from '../ports/pace-book.ts';
import { breakerAnswered, breakerFailed, breakerGate, breakerSent, CLOSED } from './breaker.ts';
import { LENT_AHEAD_MS, type SlotAsk, slotFor, slotIntervalMs } from './lanes.ts';
import { counted } from './pace-counts.ts';
import { budgetAfter, budgetAt, FIRST_BUDGET, retryAt } from './retry-budget.ts';

/** By which budget slots are booked, and when: epoch ms. */
interface Counting {
  readonly rules: PaceSettings;
  readonly now: number;
}

/** Epoch ms. `probe`: the answer tells whether the destination works again. */
export type SlotAnswer =
  | { readonly kind: 'slot'; readonly at: number; readonly probe: boolean }
  | { readonly kind: 'refused'; readonly reason: PaceRefusal; readonly until: number };

/** A budget nobody has drawn on. */
export const UNUSED: PaceState = {
  nextFree: 0,
  critical: 0,
  rest: 0,
  shares: {},
  limits: {},
  notBefore: 0,
  retries: FIRST_BUDGET,
  breaker: CLOSED,
};

/** How long a destination without a rule of its own may stop everybody: then it is asked again. */
const LONGEST_HOLD_MS = 15 * 60_000;

/**
 * Books slots for requests, in their order, as far as the budget goes (GCRA: every slot lies an interval after the one
 * before). Critical requests may use all but a tenth; that tenth and all else critical requests leave is shared by
 * percentages, and what a caller does not use is lent. Pure: the same state gives the same slots.
 */
export function bookSlots(
  before: PaceState | undefined,
  asks: readonly SlotAsk[],
  { rules, now }: Counting,
): PaceStep<readonly SlotAnswer[]> {
  let state = before ?? UNUSED;
  const answers = asks.map((ask): SlotAnswer => {
    const booked = bookOne(state, ask, { rules, now });
    state = booked.state ?? state;
    return booked.answer;
  });
  const answer = together(answers, asks, slotIntervalMs(rules));
  return state === before || !answers.some(({ kind }) => kind === 'slot')
    ? { answer }
    : { state: { ...state, limits: current(state.limits, now) }, answer };
}

/** Those without a slot come again when there is room for all of them, so that one write books for all. */
function together(
  answers: readonly SlotAnswer[],
  asks: readonly SlotAsk[],
  interval: number,
): readonly SlotAnswer[] {
  const waiting = answers.filter((answer) => answer.kind === 'refused' && answer.reason === 'no_slot').length;
  const laterMs = Math.max(0, Math.min(waiting, Math.floor(LENT_AHEAD_MS / interval)) - 1) * interval;
  return answers.map((answer, index) => {
    if (answer.kind !== 'refused' || answer.reason !== 'no_slot') return answer;
    const ask = asks[index];
    const until = answer.until + laterMs;
    return ask && !ask.limit && until < ask.latest ? { ...answer, until } : answer;
  });
}

function bookOne(state: PaceState, ask: SlotAsk, { rules, now }: Counting): PaceStep<SlotAnswer> {
  const gate = breakerGate(state.breaker, ask.mayProbe, now);
  if (gate.kind === 'shut') return refused('breaker_open', gate.until);
  const retries = budgetAt(state.retries, now);
  const payable = ask.kind === 'retry' ? retryAt(retries, now) : undefined;
  if (payable !== undefined) return refused('retry_budget', payable);
  const slot = slotFor(state, ask, { rules, now });
  if ('until' in slot) {
    return refused(
      state.notBefore > ask.latest ? 'throttled' : 'no_slot',
      Math.max(slot.until, state.notBefore),
    );
  }
  return {
    state: {
      ...state,
      ...slot.charged,
      nextFree: slot.at + slotIntervalMs(rules),
      limits: { ...state.limits, ...limited(state.limits, ask, { rules, at: slot.at }) },
      retries: budgetAfter(retries, ask.kind, rules.requestsPerMinute),
      breaker: breakerSent(state.breaker, now),
      counts: counted(state.counts, 'slots', now),
    },
    answer: { kind: 'slot', at: slot.at, probe: gate.kind === 'probe' },
  };
}

/** A limited request is put down against its limit, too. */
function limited(
  limits: PaceState['limits'],
  { limit }: SlotAsk,
  { rules, at }: { readonly rules: PaceSettings; readonly at: number },
): PaceState['limits'] {
  if (!limit) return {};
  const perRequest = Math.ceil((60_000 + rules.spreadMs) / limit.perMinute);
  return { [limit.name]: Math.max(limits[limit.name] ?? 0, at) + perRequest };
}

/** Without the limits that are over, so that the item stays small. */
function current(limits: PaceState['limits'], now: number): PaceState['limits'] {
  return Object.fromEntries(Object.entries(limits).filter(([, until]) => until > now));
}

const refused = (reason: PaceRefusal, until: number): PaceStep<SlotAnswer> => ({
  answer: { kind: 'refused', reason, until },
});

/** Nothing leaves before `until`, or before the longest pause of the destination is over. Gives the end of the pause. */
export function holdSlots(
  before: PaceState | undefined,
  until: number,
  { rules, now }: { readonly rules: Pick<PaceSettings, 'longestHoldMs'>; readonly now: number },
): PaceStep<number> {
  const state = before ?? UNUSED;
  const notBefore = Math.min(until, now + (rules.longestHoldMs ?? LONGEST_HOLD_MS));
  return notBefore <= Math.max(state.notBefore, now)
    ? { answer: notBefore }
    : { state: { ...state, notBefore, counts: counted(state.counts, 'holds', now) }, answer: notBefore };
}

/** When a request that cannot be repeated may leave at the earliest, if not now. */
export function pauseEnd(state: PaceState | undefined, now: number): number | undefined {
  if (!state) return undefined;
  const gate = breakerGate(state.breaker, false, now);
  const end = Math.max(gate.kind === 'shut' ? gate.until : 0, state.notBefore);
  return end > now ? end : undefined;
}

/** How the request of a slot ended. `fraction`: random in [0, 1). */
export function slotEnded(
  before: PaceState | undefined,
  ended: { readonly probe: boolean; readonly failed: boolean; readonly fraction: number },
  now: number,
): PaceStep<undefined> {
  const state = before ?? UNUSED;
  const breaker = ended.failed
    ? breakerFailed(state.breaker, ended, now)
    : breakerAnswered(state.breaker, ended.probe, now);
  return breaker === undefined ? { answer: undefined } : { state: { ...state, breaker }, answer: undefined };
}
