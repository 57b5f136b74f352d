import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../../bin/arguments.ts';
import { tableText } from '../../bin/bench/bench-table.ts';
import { residentBytes, residentOf } from '../../bin/bench/memory.ts';
import { waitFor } from '../../bin/bench/patience.ts';
import { requestCounts } from '../../bin/bench/request-counts.ts';
import { median, percentile } from '../../bin/bench/statistics.ts';
import { volley } from '../../bin/bench/volley.ts';
import { zoneWhereItIs } from '../../bin/bench/zones.ts';
import { bench } from '../../bin/commands/bench.ts';
import { wallClock } from '../../functions/compliance/wall-clock.ts';
import type { EngineCall } from '../../local/engine-call.ts';

describe('a percentile', () => {
  it.each([
    [[3, 1, 2], 0.5, 2],
    [[4, 3, 1, 2], 0.5, 2],
    [Array.from({ length: 100 }, (_, index) => index + 1), 0.99, 99],
    [[7], 0.99, 7],
    [[7, 8], 0, 7],
  ])('of %j at %d is the nearest rank', (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });

  it('of nothing is refused', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

it('a table puts names to the left, numbers to the right and notes below', () => {
  const rows = [
    { name: 'one', count: 1234.5 },
    { name: 'seven', count: 7 },
  ];

  expect(tableText({ title: 'Title', rows, notes: ['a note'] })).toBe(
    ['Title', '  name     count', '  one    1,234.5', '  seven        7', '  - a note'].join('\n'),
  );
});

it('the command names the parts there are when asked for another', async () => {
  await expect(bench(['weather'])).rejects.toThrow(UsageError);
  await expect(bench(['weather'])).rejects.toThrow(
    'bundles, requests, incidents, reports, segmentation, doors',
  );
});

describe('the zone for an hour', () => {
  const days = Array.from({ length: 24 }, (_, hour) => new Date(Date.UTC(2026, 10, 21, hour, 30)));

  it.each([0, 12])('shows %d o clock whenever it is asked', (hour) => {
    for (const now of days) {
      const shown = wallClock(now, zoneWhereItIs(hour, now)).secondOfDay;
      expect(Math.floor(shown / 3600)).toBe(hour);
    }
  });
});

describe('resident memory', () => {
  it('is read from a status', () => {
    expect(residentOf('Name:\tnode\nVmPeak:\t  99 kB\nVmRSS:\t  42 kB\nThreads:\t1\n')).toBe(42 * 1024);
    expect(residentOf('Name:\tnode\nState:\tZ (zombie)\n')).toBe(0);
  });

  it('is not known of a process that is not there', () => {
    expect(residentBytes(2 ** 30)).toBeUndefined();
  });
});

describe('request counts', () => {
  const call = (service: EngineCall['service'], action: string, functionName?: string): EngineCall => ({
    at: new Date(0),
    service,
    action,
    functionName,
    resource: '',
    leadingKeys: [],
  });

  it('add up what alerts ask for, and leave out polls, recovery and reads', () => {
    const counts = requestCounts([
      call('sqs', 'SendMessage'),
      call('sqs', 'ReceiveMessage'),
      call('sqs', 'DeleteMessage'),
      call('dynamodb', 'PutItem', 'AdmissionFunction1'),
      call('dynamodb', 'UpdateItem', 'DialingFunction1'),
      call('dynamodb', 'BatchGetItem', 'AdmissionFunction1'),
      call('dynamodb', 'BatchGetItem', 'StoryFunction1'),
      call('dynamodb', 'Query', 'RecoveryFunction1'),
      call('s3', 'PutObject', 'AdmissionFunction1'),
      call('secretsmanager', 'GetSecretValue', 'DialingFunction1'),
    ]);

    expect(counts).toEqual({
      tableWrites: 2,
      tableReads: 1,
      messagesSent: 1,
      messagesDeleted: 1,
      objectsPut: 1,
      secretsRead: 1,
      other: [],
    });
  });

  it('name what they do not know', () => {
    expect(requestCounts([call('sqs', 'PurgeQueue')]).other).toEqual(['sqs PurgeQueue']);
  });
});

describe('a volley', () => {
  it('keeps the order and never has more than thirty in the air', async () => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    let flying = 0;
    let most = 0;

    const results = await volley(items, async (item) => {
      most = Math.max(most, ++flying);
      await new Promise((resolve) => setImmediate(resolve));
      flying -= 1;
      return item * 2;
    });

    expect(results).toEqual(items.map((item) => item * 2));
    expect(most).toBe(30);
  });
});

describe('waiting', () => {
  it('gives what is found in the end', async () => {
    let looks = 0;

    const found = await waitFor('the third look', { everyMs: 1, atMostMs: 1000 }, () =>
      ++looks === 3 ? looks : undefined,
    );

    expect(found).toBe(3);
  });

  it('says what did not happen', async () => {
    const never = waitFor('rain', { everyMs: 1, atMostMs: 3 }, () => undefined);

    await expect(never).rejects.toThrow('rain did not happen within 0.003 s');
  });
});
