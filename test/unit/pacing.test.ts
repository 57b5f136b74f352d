import { describe, expect, it } from '@jest/globals';
import type { PaceState } from '../../functions/ports/pace-book.ts';
import { type SlotAsk, slotIntervalMs } from '../../functions/runtime/lanes.ts';
import { bookSlots, holdSlots, slotEnded } from '../../functions/runtime/pacing.ts';
import { paceRules, slotAsk, slotsOf } from '../support/pace-rules.ts';

const rules = paceRules();
const NOW = 1_000_000;
const INTERVAL = slotIntervalMs(rules);

const asks = (count: number, fields: Partial<SlotAsk> = {}): SlotAsk[] =>
  Array.from({ length: count }, () => slotAsk({ latest: NOW + 30_000, ...fields }));

/** The state after asks of one kind at one instant, one after the other as long as there are slots. */
function flooded(fields: Partial<SlotAsk>, state?: PaceState): PaceState | undefined {
  const booked = bookSlots(state, asks(100, fields), { rules, now: NOW });
  return booked.state ?? state;
}

describe('slots', () => {
  it('of one batch lie an interval apart, the first at once', () => {
    const { answer } = bookSlots(undefined, asks(5, { caller: 'critical' }), { rules, now: NOW });

    const offsets = slotsOf(answer).map((at) => at - NOW);
    expect(offsets).toEqual([0, 1, 2, 3, 4].map((index) => index * INTERVAL));
  });

  it('keep a minute of real time within the budget although clocks and departures are apart', () => {
    expect(INTERVAL * rules.requestsPerMinute).toBeGreaterThanOrEqual(60_000 + rules.spreadMs);
  });

  it('are booked after those another has', () => {
    const first = bookSlots(undefined, asks(2), { rules, now: NOW });
    const second = bookSlots(first.state, asks(1), { rules, now: NOW });

    expect(slotsOf(second.answer)).toEqual([NOW + 2 * INTERVAL]);
  });

  it('lent to one caller reach one second ahead, and the rest is refused with the instant to ask again', () => {
    const { answer } = bookSlots(undefined, asks(100, { caller: 'tickets' }), { rules, now: NOW });

    const offsets = slotsOf(answer).map((at) => at - NOW);
    expect(Math.max(...offsets)).toBeLessThanOrEqual(1000);
    expect(Math.max(...offsets)).toBeGreaterThan(1000 - INTERVAL);
    const refusal = answer.find(({ kind }) => kind === 'refused');
    expect(refusal).toMatchObject({ reason: 'no_slot' });
    expect(refusal?.kind === 'refused' && refusal.until).toBeGreaterThan(NOW);
  });

  it('are not given beyond what the caller can wait', () => {
    const { answer } = bookSlots(undefined, asks(3, { latest: NOW + INTERVAL }), { rules, now: NOW });

    expect(slotsOf(answer)).toEqual([NOW, NOW + INTERVAL]);
  });

  it('refused write nothing', () => {
    const state = flooded({ caller: 'tickets' });

    expect(bookSlots(state, asks(1, { caller: 'tickets' }), { rules, now: NOW }).state).toBeUndefined();
  });
});

describe('lanes', () => {
  it('let a caller within its share go before those who borrow', () => {
    const state = flooded({ caller: 'tickets' });

    expect(
      slotsOf(bookSlots(state, asks(1, { caller: 'previews' }), { rules, now: NOW }).answer),
    ).toHaveLength(1);
  });

  it('let critical requests go before all shares', () => {
    const state = flooded({ caller: 'standard' }, flooded({ caller: 'tickets' }));

    const slots = slotsOf(bookSlots(state, asks(5, { caller: 'critical' }), { rules, now: NOW }).answer);
    expect(slots).toHaveLength(5);
    expect(Math.max(...slots) - NOW).toBeLessThan(8000);
  });

  it('keep a tenth from critical requests, although they have booked all they may', () => {
    const state = flooded({ caller: 'critical' });

    expect(slotsOf(bookSlots(state, asks(1, { caller: 'critical' }), { rules, now: NOW }).answer)).toEqual(
      [],
    );
    expect(
      slotsOf(bookSlots(state, asks(1, { caller: 'observation' }), { rules, now: NOW }).answer),
    ).toHaveLength(1);
  });

  it('hold limited requests below their own rate and give what they leave to others', () => {
    const limit = { name: 'field-service', perMinute: 120 };
    const limited = bookSlots(undefined, asks(5, { limit }), { rules, now: NOW });

    expect(slotsOf(limited.answer)).toEqual([NOW]);
    const other = bookSlots(limited.state, asks(1), { rules, now: NOW });
    expect(slotsOf(other.answer)).toEqual([NOW + INTERVAL]);
    const later = bookSlots(other.state, asks(5, { limit }), { rules, now: NOW + 2 * INTERVAL });
    expect(slotsOf(later.answer)).toEqual([NOW + 2 * INTERVAL]);
  });

  it('forget a limit that is over', () => {
    const limit = { name: 'field-service', perMinute: 120 };
    const { state } = bookSlots(undefined, asks(1, { limit }), { rules, now: NOW });
    const later = bookSlots(state, asks(1, { latest: NOW + 90_000 }), { rules, now: NOW + 60_000 });

    expect(state?.limits).toHaveProperty('field-service');
    expect(later.state?.limits).toEqual({});
  });
});

describe('a pause the destination asked for', () => {
  it('holds everybody, critical requests too', () => {
    const { state } = holdSlots(undefined, NOW + 60_000, { rules, now: NOW });

    expect(bookSlots(state, asks(1, { caller: 'critical' }), { rules, now: NOW }).answer).toEqual([
      { kind: 'refused', reason: 'throttled', until: NOW + 60_000 },
    ]);
  });

  it('is followed by slots at the usual distance, not by all at once', () => {
    const { state } = holdSlots(undefined, NOW + 60_000, { rules, now: NOW });
    const waiting = asks(3, { latest: NOW + 90_000 });

    expect(slotsOf(bookSlots(state, waiting, { rules, now: NOW }).answer)).toEqual(
      [0, 1, 2].map((index) => NOW + 60_000 + index * INTERVAL),
    );
  });

  it('is not shortened by a shorter one', () => {
    const { state } = holdSlots(undefined, NOW + 60_000, { rules, now: NOW });

    expect(holdSlots(state, NOW + 5000, { rules, now: NOW }).state).toBeUndefined();
  });

  it.each([
    ['an absurd one ends after a quarter of an hour', 86_400_000, 900_000],
    ['an ordinary one is kept', 61_000, 61_000],
  ])('%s', (_, askedMs, keptMs) => {
    expect(holdSlots(undefined, NOW + askedMs, { rules, now: NOW }).state?.notBefore).toBe(NOW + keptMs);
  });

  it("lasts as long as the destination's own quotas where they are longer", () => {
    const hourly = { ...rules, longestHoldMs: 3_600_000 };

    expect(holdSlots(undefined, NOW + 3_000_000, { rules: hourly, now: NOW }).state?.notBefore).toBe(
      NOW + 3_000_000,
    );
  });

  it('that is over already changes nothing', () => {
    expect(holdSlots(undefined, NOW - 1, { rules, now: NOW }).state).toBeUndefined();
  });
});

describe('retries', () => {
  it('are one at first, and then a tenth of first attempts', () => {
    const one = bookSlots(undefined, asks(2, { kind: 'retry' }), { rules, now: NOW });
    expect(one.answer.map(({ kind }) => kind)).toEqual(['slot', 'refused']);

    let { state } = one;
    for (let second = 1; second <= 5; second++) {
      state =
        bookSlots(state, asks(2, { latest: NOW + 90_000 }), { rules, now: NOW + second * 1000 }).state ??
        state;
    }
    const again = bookSlots(state, asks(2, { kind: 'retry', latest: NOW + 90_000 }), {
      rules,
      now: NOW + 5999,
    });
    expect(again.answer.map(({ kind }) => kind)).toEqual(['slot', 'refused']);
  });

  it('of a lone alert are possible once a minute', () => {
    const { state } = bookSlots(undefined, asks(1, { kind: 'retry' }), { rules, now: NOW });
    const [refused] = bookSlots(state, asks(1, { kind: 'retry' }), { rules, now: NOW }).answer;

    expect(refused).toMatchObject({ kind: 'refused', reason: 'retry_budget' });
    const until = refused?.kind === 'refused' ? refused.until : 0;
    expect(until - NOW).toBeLessThanOrEqual(60_000);
    const later = bookSlots(state, asks(1, { kind: 'retry', latest: until + 1000 }), { rules, now: until });
    expect(slotsOf(later.answer)).toHaveLength(1);
  });

  it('are not saved up beyond what a minute may hold', () => {
    const { state } = bookSlots(undefined, asks(1), { rules, now: NOW });
    const aDayLater = NOW + 86_400_000;
    const many = asks(100, { kind: 'retry', caller: 'critical', latest: aDayLater + 600_000 });

    expect(slotsOf(bookSlots(state, many, { rules, now: aDayLater }).answer).length).toBeLessThanOrEqual(24);
  });
});

describe('the breaker', () => {
  const failed = (state: PaceState | undefined, probe: boolean, now: number) =>
    slotEnded(state, { probe, failed: true, fraction: 0 }, now).state ?? state;
  const answered = (state: PaceState | undefined, probe: boolean, now: number) =>
    slotEnded(state, { probe, failed: false, fraction: 0 }, now).state;

  function open(): PaceState | undefined {
    let state: PaceState | undefined = bookSlots(undefined, asks(5), { rules, now: NOW }).state;
    for (let failures = 0; failures < 5; failures++) state = failed(state, false, NOW);
    return state;
  }
  const take = (state: PaceState | undefined, now: number, fields: Partial<SlotAsk> = {}) =>
    bookSlots(state, asks(2, { latest: now + 30_000, ...fields }), { rules, now });

  it('costs no write while all is well', () => {
    const { state } = bookSlots(undefined, asks(5), { rules, now: NOW });

    expect(answered(state, false, NOW)).toBeUndefined();
  });

  it('opens after five failures of one minute and then refuses everybody', () => {
    expect(take(open(), NOW, { caller: 'critical' }).answer).toEqual([
      { kind: 'refused', reason: 'breaker_open', until: NOW + 5000 },
      { kind: 'refused', reason: 'breaker_open', until: NOW + 5000 },
    ]);
  });

  it.each([
    ['four failures', 5, 4, NOW],
    ['failures that are less than half of what was sent', 11, 5, NOW],
  ])('stays closed after %s', (_, sent, failures, now) => {
    let state = bookSlots(undefined, asks(sent, { caller: 'critical' }), { rules, now: NOW }).state;
    for (let failure = 0; failure < failures; failure++) state = failed(state, false, now);

    expect(state?.breaker.kind).toBe('closed');
  });

  it('counts a new minute from nothing', () => {
    let state = bookSlots(undefined, asks(5), { rules, now: NOW }).state;
    for (let failure = 0; failure < 4; failure++) state = failed(state, false, NOW);

    expect(failed(state, false, NOW + 60_001)?.breaker.kind).toBe('closed');
  });

  it('lets one harmless request find out when its pause is over', () => {
    const { answer, state } = take(open(), NOW + 5000, { caller: 'observation', mayProbe: true });

    expect(answer).toEqual([
      { kind: 'slot', at: NOW + 5000, probe: true },
      { kind: 'refused', reason: 'breaker_open', until: NOW + 65_000 },
    ]);
    expect(state?.breaker.kind).toBe('probing');
  });

  it('risks a call only when nothing harmless found out for 90 seconds', () => {
    expect(take(open(), NOW + 94_999).answer[0]).toMatchObject({ until: NOW + 95_000 });
    expect(take(open(), NOW + 95_000).answer[0]).toMatchObject({ kind: 'slot', probe: true });
  });

  it('closes when the probe is answered, and costs nothing from then on', () => {
    const { state } = take(open(), NOW + 5000, { mayProbe: true });

    const closed = answered(state, true, NOW + 16_000);

    expect(slotsOf(take(closed, NOW + 16_000).answer)).toHaveLength(2);
  });

  it('opens for twice as long when the probe fails', () => {
    const { state } = take(open(), NOW + 5000, { mayProbe: true });

    const opened = failed(state, true, NOW + 16_000);

    expect(take(opened, NOW + 16_000).answer[0]).toMatchObject({ until: NOW + 26_000 });
  });

  it('never pauses for more than five minutes', () => {
    let state = open();
    for (let probes = 0, now = NOW; probes < 20; probes++) {
      now += 600_000;
      state = failed(take(state, now).state, true, now);
      expect(state?.breaker).toMatchObject({ kind: 'open' });
      expect(state?.breaker.kind === 'open' && state.breaker.until - now).toBeLessThanOrEqual(300_000);
    }
  });

  it('lets another find out when the first did not tell in time', () => {
    const { state } = take(open(), NOW + 5000, { mayProbe: true });

    expect(take(state, NOW + 65_000).answer[0]).toMatchObject({ kind: 'slot', probe: true });
  });

  it('does not listen to requests that left before it opened', () => {
    const state = open();

    expect(answered(state, false, NOW)).toBeUndefined();
    expect(failed(state, false, NOW)).toBe(state);
  });
});
