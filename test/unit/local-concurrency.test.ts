import { expect, it } from '@jest/globals';
import type { QueueFeed } from '../../local/poller.ts';
import { concurrencyOf } from '../../local/queue-feeds.ts';

const feed = (functionName: string, concurrency: number): QueueFeed => ({
  queueArn: 'arn',
  queueUrl: 'url',
  batchSize: 1,
  windowSeconds: 0,
  reportsItemFailures: true,
  concurrency,
  functionName,
});
const read = { name: 'read', arn: 'arn:read', reservedConcurrency: undefined };

it.each([
  ['a read without a reservation runs twice at once', [feed('other', 2)], read, 2],
  ['a read runs as often as the stage reserves for it', [], { ...read, reservedConcurrency: 20 }, 20],
  ['a worker runs once for every poller', [feed('read', 2), feed('arn:read', 2)], read, 4],
  [
    'a worker never runs more often than is reserved',
    [feed('read', 2)],
    { ...read, reservedConcurrency: 1 },
    1,
  ],
])('%s', (_, feeds, definition, expected) => {
  expect(concurrencyOf(feeds, definition)).toBe(expected);
});
