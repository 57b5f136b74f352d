import { describe, expect, it } from '@jest/globals';
import type { Profile } from '../../functions/messages/profile.ts';
import {
  claimed,
  concluded,
  type Ending,
  SEGMENT_TIMING,
} from '../../functions/segmentation/profile-steps.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const TIMING = { ...SEGMENT_TIMING, coalesceMs: 5000 };

const WAITING: Profile = {
  customerId: 'CUST-9981',
  state: 'DIRTY',
  attributes: {},
  tags: ['visit_agreed'],
  additiveTags: [],
  sequence: 3,
  tries: 0,
  nextAt: NOW,
  seen: [],
};

describe('a write that is under way', () => {
  const mine = claimed(WAITING, 'mine', NOW, TIMING);
  const endings: Ending[] = [
    { kind: 'written' },
    { kind: 'refused', why: 'unknown field' },
    { kind: 'put_off', why: 'no slot', until: NOW },
    { kind: 'not_written', why: 'unreachable', until: NOW },
    { kind: 'unknown', why: 'no answer', until: NOW },
  ];

  it.each(endings)('that ends as $kind is concluded by who holds it', (ending) => {
    expect(concluded(mine, mine.lease!, ending, { now: NOW, coalesceMs: 5000 })).toBeDefined();
  });

  it.each(endings)('that ends as $kind is left alone once another has taken it over', (ending) => {
    const taken = claimed(mine, 'another', new Date(NOW.getTime() + 60_000), TIMING);

    expect(concluded(taken, mine.lease!, ending, { now: NOW, coalesceMs: 5000 })).toBeUndefined();
  });
});
