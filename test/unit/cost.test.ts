import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  alertQuantities,
  bill,
  Measured,
  type Mix,
  monthlyQuantities,
  PRICED,
  PriceTable,
  type Standing,
  total,
} from '../../bin/cost/cost-model.ts';

const COSTS = join(import.meta.dirname, '../../data/costs');
const read = (file: string): unknown => JSON.parse(readFileSync(join(COSTS, file), 'utf8'));
const prices = PriceTable.parse(read('prices.json'));

const one = {
  writeUnits: 10,
  readUnits: 20,
  messagesSent: 5,
  messagesDeleted: 5,
  objectsPut: 1,
  workMs: 1000,
  logBytes: 2000,
};
const none = {
  writeUnits: 2,
  readUnits: 2,
  messagesSent: 1,
  messagesDeleted: 1,
  objectsPut: 0,
  workMs: 20,
  logBytes: 500,
};
const measured: Measured = {
  measuredAt: '2026-11-21',
  command: 'a test',
  notes: [],
  outcomes: { placed: one, suppressed: none, duplicate: none, deferred: one },
  everyMinute: { starts: 3, workMs: 300, readUnits: 40 },
  largestItemBytes: 1000,
  metrics: 10,
};
const standing: Standing = {
  alarms: 20,
  compositeAlarms: 1,
  dashboards: 1,
  secrets: 3,
  mappings: 10,
  accessLogBytes: 500,
};
const mix = (counts: Partial<Mix>): Mix => ({
  placed: 0,
  suppressed: 0,
  duplicate: 0,
  deferred: 0,
  ...counts,
});
const usdOf = (counts: Partial<Mix>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    bill(alertQuantities(mix(counts), measured, standing), prices).map(({ what, usd }) => [what, usd]),
  );

describe('what alerts cost', () => {
  it('is every quantity at its price', () => {
    const usd = usdOf({ placed: 1_000_000 });

    expect(usd['API Gateway REST requests']).toBeCloseTo(3.5);
    // A send, a receive and a delete for each message.
    expect(usd['SQS requests, standard queues']).toBeCloseTo(6);
    expect(usd['Lambda requests']).toBeCloseTo(1);
    expect(usd['Lambda GB-seconds, arm64']).toBeCloseTo(500_000 * 0.0000133334);
    expect(usd['DynamoDB write units']).toBeCloseTo(6.25);
    expect(usd['DynamoDB read units']).toBeCloseTo(2.5);
    expect(usd['S3 puts']).toBeCloseTo(5);
    expect(usd['CloudWatch Logs ingested, GB']).toBeCloseTo(1.25);
  });

  it('is the sum of what its outcomes cost', () => {
    const apart = [usdOf({ placed: 500 }), usdOf({ suppressed: 9500 })].map((usd) =>
      Object.values(usd).reduce((sum, each) => sum + each, 0),
    );
    const together = bill(
      alertQuantities(mix({ placed: 500, suppressed: 9500 }), measured, standing),
      prices,
    );

    expect(total(together)).toBeCloseTo((apart[0] ?? 0) + (apart[1] ?? 0), 8);
  });

  it('keeps no item and no object of a duplicate', () => {
    const usd = usdOf({ duplicate: 1_000_000 });

    expect(usd['DynamoDB storage, GB a month']).toBeUndefined();
    expect(usd['S3 puts']).toBeUndefined();
  });

  it('is shown with the dearest first', () => {
    const costs = bill(alertQuantities(mix({ placed: 1_000_000 }), measured, standing), prices).map(
      ({ usd }) => usd,
    );

    expect(costs).toEqual(costs.toSorted((a, b) => b - a));
  });
});

it('counts in a month without alerts what is polled, started and kept', () => {
  const usd = Object.fromEntries(
    bill(monthlyQuantities(measured, standing), prices).map(({ what, usd }) => [what, usd]),
  );

  expect(usd['alarms, a month']).toBeCloseTo(2);
  expect(usd['dashboards, a month']).toBeCloseTo(3);
  expect(usd['secrets, a month']).toBeCloseTo(1.2);
  expect(usd['SQS requests, standard queues']).toBeCloseTo((10 * 15 * 43_200 * 0.4) / 1_000_000);
  expect(usd['Lambda requests']).toBeCloseTo((3 * 43_200 * 0.2) / 1_000_000);
});

it('says of every price where it is from', () => {
  expect(Object.keys(prices.prices).toSorted()).toEqual([...PRICED].toSorted());
  expect(Object.values(prices.prices).filter(({ source }) => !(source in prices.sources))).toEqual([]);
});

it('rests on what was measured with a command that can be run again', () => {
  const kept = Measured.parse(read('measured.json'));

  expect(kept.command).toBe('npm run cost -- --measure');
  expect(kept.outcomes.placed.writeUnits).toBeGreaterThan(kept.outcomes.suppressed.writeUnits);
});
