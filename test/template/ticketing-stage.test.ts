import { expect, it, jest } from '@jest/globals';
import { synthesizedApp } from '../support/synthesized-app.ts';

/** A synthesis takes seconds, more beside other tests. */
jest.setTimeout(180_000);

const EDGES = 'v2.telephony.providers.edges.';
const QUEUES = 'v2.analytics.queues.';

/** What the bus brings, and what observation may leave, where the stage polls this. */
function wiring(pollWaits: boolean, pollTrunks: boolean) {
  const { resources } = synthesizedApp('dev', [
    { path: 'ticketing.pollWaits', value: pollWaits },
    { path: 'ticketing.pollTrunks', value: pollTrunks },
  ]);
  const textOf = (type: string, part: string): string =>
    JSON.stringify(resources.filter((one) => one.type === type && one.path.includes(part)));
  const rule = textOf('AWS::Events::Rule', 'TicketingEvents/Readings');
  return {
    brings: [EDGES, QUEUES].filter((topic) => rule.includes(topic)),
    hasRule: rule !== '[]',
    mayLeave: textOf('AWS::IAM::Role', 'Observation/').includes('sqs:SendMessage'),
  };
}

it.each([
  [false, false, { brings: [EDGES, QUEUES], hasRule: true, mayLeave: false }],
  [true, false, { brings: [EDGES], hasRule: true, mayLeave: true }],
  [false, true, { brings: [QUEUES], hasRule: true, mayLeave: true }],
  [true, true, { brings: [], hasRule: false, mayLeave: true }],
])('takes each reading from one source: waits polled %s, trunks polled %s', (waits, trunks, wanted) => {
  expect(wiring(waits, trunks)).toEqual(wanted);
});
