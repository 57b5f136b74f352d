import { describe, expect, it } from '@jest/globals';
import {
  DEFAULT_PROTOCOL,
  leaseMs,
  neededSlotMs,
  type Protocol,
  protocolProblems,
} from '../../functions/dialing/protocol.ts';
import { HOUR, MINUTE, protocol, SECOND } from '../support/builders.ts';

describe('the parameters', () => {
  it('the protocol was proven with hold', () => {
    expect(protocolProblems(DEFAULT_PROTOCOL)).toEqual([]);
    expect(neededSlotMs(DEFAULT_PROTOCOL) - DEFAULT_PROTOCOL.suppressionMs).toBe(286 * SECOND);
  });

  it.each<[string, Partial<Protocol>, Partial<Protocol>]>([
    ['slotSurplus', { slotSurplusMs: 286 * SECOND }, { slotSurplusMs: 286 * SECOND + 1 }],
    ['closingMargin', { closingMarginMs: 274 * SECOND - 1 }, { closingMarginMs: 274 * SECOND }],
    ['openingMargin', { openingMarginMs: 4 * SECOND - 1 }, { openingMarginMs: 4 * SECOND }],
    ['freshness must exceed', { freshnessMs: 30 * SECOND }, { freshnessMs: 30 * SECOND + 1 }],
    ['freshness must be less', { freshnessMs: HOUR }, { freshnessMs: HOUR - 1 }],
    ['lease', { leaseMs: 17 * SECOND }, { leaseMs: 17 * SECOND + 1 }],
    ['function must', { requestMs: 28 * SECOND }, { requestMs: 28 * SECOND - 1 }],
    ['reconcile', { reconcileMs: 390 * SECOND }, { reconcileMs: 390 * SECOND + 1 }],
  ])('break at %s, each inequality by itself', (name, broken, held) => {
    expect(protocolProblems(protocol(broken))).toEqual([expect.stringContaining(name)]);
    expect(protocolProblems(protocol(held))).toEqual([]);
  });

  it('are judged together, every problem named', () => {
    const problems = protocolProblems(protocol({ lateAcceptanceMs: HOUR, openingMarginMs: 0 }));

    expect(problems).toHaveLength(4);
  });
});

it.each([
  [0, 5 * MINUTE],
  [1, 10 * MINUTE],
  [2, 20 * MINUTE],
  [3, 40 * MINUTE],
  [4, 40 * MINUTE],
  [1000, 40 * MINUTE],
])('the lease after %i passes is %i ms', (passes, ms) => {
  expect(leaseMs(DEFAULT_PROTOCOL, passes)).toBe(ms);
});
