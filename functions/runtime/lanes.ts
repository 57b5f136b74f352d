import type { PaceSettings } from '../messages/settings.ts';
import type { PaceAsk } from '../ports/pace.ts';
import type { PaceState } from '../ports/pace-book.ts';

/** A request that wants a slot until `latest`, epoch ms. */
export interface SlotAsk extends PaceAsk {
  readonly latest: number;
}

/** Anybody may book this far ahead: what is idle is lent. */
export const LENT_AHEAD_MS = 1000;
/** A caller within its share may book this far ahead, so that it goes before those who borrow. */
const SHARE_AHEAD_MS = 2000;
/** Critical requests may book this far ahead, so that they go before all shares. */
const CRITICAL_AHEAD_MS = 8000;

/** Critical requests that may make up for slots others took in between. */
const CRITICAL_AT_ONCE = 5;

/** Of the budget, what critical requests can never take. */
const REST = 0.1;

/** Between two slots, ms. Wide enough that a minute of real time never sees more than the budget. */
export function slotIntervalMs(rules: PaceSettings): number {
  return Math.ceil((60_000 + rules.spreadMs) / rules.requestsPerMinute);
}

/** A slot and where it is put down, or when it is worth asking again. Epoch ms. */
export type FoundSlot =
  | { readonly at: number; readonly charged: Partial<PaceState> }
  | { readonly until: number };

/** What a lane looks at. */
interface Look {
  readonly state: PaceState;
  readonly ask: SlotAsk;
  readonly rules: PaceSettings;
  readonly interval: number;
  /** The first slot nobody has. */
  readonly next: number;
  readonly now: number;
  /** From when on slots are given: now, or the end of a pause. */
  readonly from: number;
}

/** The next slot a caller may have. */
export function slotFor(
  state: PaceState,
  ask: SlotAsk,
  { rules, now }: { readonly rules: PaceSettings; readonly now: number },
): FoundSlot {
  const interval = slotIntervalMs(rules);
  const from = Math.max(now, state.notBefore);
  const next = Math.max(state.nextFree, from);
  const limitedUntil = ask.limit ? (state.limits[ask.limit.name] ?? 0) : 0;
  if (next < limitedUntil) return { until: Math.max(limitedUntil - LENT_AHEAD_MS, now + interval) };
  const look = { state, ask, rules, interval, next, now, from };
  const found = ask.caller === 'critical' ? criticalSlot(look) : sharedSlot(look);
  if ('until' in found || found.at <= ask.latest) return found;
  return { until: Math.max(found.at - LENT_AHEAD_MS, now + interval) };
}

/** A critical request that would touch the tenth comes later than it could. */
function criticalSlot({ state, interval, next, now, from }: Look): FoundSlot {
  const at = Math.max(next, Math.ceil(state.critical - interval * CRITICAL_AT_ONCE));
  const ahead = from + CRITICAL_AHEAD_MS;
  if (at > ahead) return { until: now + (at - ahead) };
  return { at, charged: { critical: Math.ceil(Math.max(state.critical, at) + interval / (1 - REST)) } };
}

/** What is idle, else the caller's share, else its part of the tenth. */
function sharedSlot({ state, ask, rules, interval, next, now, from }: Look): FoundSlot {
  if (next <= from + LENT_AHEAD_MS) return { at: next, charged: {} };
  const percent = rules.shares[ask.caller] ?? 0;
  const perShare = (interval * 100) / percent;
  const share = state.shares[ask.caller] ?? 0;
  const withinShare = percent > 0 && next >= share - perShare;
  const shares = { ...state.shares, [ask.caller]: Math.ceil(Math.max(share, next) + perShare) };
  if (withinShare && next <= from + SHARE_AHEAD_MS) return { at: next, charged: { shares } };
  const perRest = interval / REST;
  if (withinShare && next >= state.rest - perRest) {
    return { at: next, charged: { shares, rest: Math.ceil(Math.max(state.rest, next) + perRest) } };
  }
  const ahead = withinShare ? SHARE_AHEAD_MS : LENT_AHEAD_MS;
  return { until: Math.max(now + interval, now + (next - from) - ahead) };
}
