import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, jest } from '@jest/globals';
import * as z from 'zod';
import { RUNBOOK } from '../../lib/constructs/runbook.ts';
import { synthesizedApp } from '../support/synthesized-app.ts';
import { ofType, type TemplateResource } from '../support/template-walkers.ts';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** A synthesis takes seconds, more beside other tests. */
jest.setTimeout(180_000);

const Alarm = z.object({ AlarmDescription: z.string() });

let resources: readonly TemplateResource[];

beforeAll(() => {
  // With IoT Core as a way in, which has an alarm of its own.
  resources = synthesizedApp('dev', [
    { path: 'iot', value: {} },
    { path: 'doors.iotAlerts.auth', value: 'iam' },
  ]).resources;
});

const alarms = () => ofType(resources, 'AWS::CloudWatch::Alarm');
const entryOf = ({ properties }: TemplateResource): string | undefined =>
  /\(runbook: ([a-z-]+)\)$/.exec(Alarm.parse(properties).AlarmDescription)?.[1];

it('tells with every alarm what it means and what to do first', () => {
  const entries = alarms().map((alarm) => [alarm.path, entryOf(alarm)]);

  expect(entries.filter(([, entry]) => entry === undefined || !(entry in RUNBOOK))).toEqual([]);
});

it('has an alarm for every entry of the runbook', () => {
  const used = new Set(alarms().map(entryOf));

  expect(Object.keys(RUNBOOK).filter((entry) => !used.has(entry))).toEqual([]);
});

it('has a row in the README for every entry, with what to do first', () => {
  const missing = Object.entries(RUNBOOK).filter(
    ([entry, { meaning, first }]) => !README.includes(`| \`${entry}\` | ${meaning} | ${first} |`),
  );

  expect(missing).toEqual([]);
});

it('pages for every alarm', () => {
  const [paging] = ofType(resources, 'AWS::CloudWatch::CompositeAlarm');
  const rule = JSON.stringify(paging?.properties.AlarmRule);

  expect(alarms().filter(({ id }) => !rule.includes(`"${id}"`))).toEqual([]);
  expect(paging?.properties.AlarmActions).toHaveLength(1);
});

it('shows the age of every queue that a worker empties', () => {
  const [dashboard] = ofType(resources, 'AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard?.properties.DashboardBody);
  const sources = ofType(resources, 'AWS::Lambda::EventSourceMapping').map(
    ({ properties }) =>
      z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).parse(properties.EventSourceArn)[
        'Fn::GetAtt'
      ][0],
  );

  expect(sources.length).toBeGreaterThan(10);
  expect(sources.filter((id) => !body.includes(`"${id}"`))).toEqual([]);
});

it.each([
  [
    'the funnel from the door to an outcome',
    ['service="admission"', 'service="compliance"', 'service="dialing"'],
  ],
  ['rates against their budgets', ['PlatformRequests', 'CrmRequests', 'DeskRequests', '"value":240']],
  ['occupancy, and what it leaves to the standard lane', ['BusiestPercent', 'StandardLanePercent']],
  ['calls in doubt and alerts unaccounted for', ['Uncertain', 'Unaccounted', 'StuckPlacing']],
  ['how fresh customers are', ['live, cached, stale', 'service="enrichment"']],
  ['incidents and reports', ['service="ticketing"', 'service="analytics"']],
  ['a stand-in for the bill', ['Invocations', 'ConsumedWriteCapacityUnits']],
])('shows %s', (_, wanted) => {
  const [dashboard] = ofType(resources, 'AWS::CloudWatch::Dashboard');
  // The body is JSON in pieces of JSON: without the marks that quote the quotes.
  const body = JSON.stringify(dashboard?.properties.DashboardBody).replaceAll('\\', '');

  expect(wanted.filter((part) => !body.includes(part))).toEqual([]);
});

it.each([
  'dead-letters',
  'lane-age',
  'doors-failing',
  'doors-refusing',
  'platform-throttled',
  'stuck-placing',
  'uncertain',
  'unaccounted',
  'parked',
  'schema-drift',
  'breaker-open',
])('alarms on %s', (entry) => {
  expect(alarms().map(entryOf)).toContain(entry);
});

it.each(['admission', 'segmentation', 'completion', 'refresh', 'preview', 'ticketing', 'analytics'])(
  'alarms on what %s takes from outside and cannot use',
  (service) => {
    const watched = alarms().filter((alarm) => entryOf(alarm) === 'schema-drift');

    expect(watched.map(({ properties }) => JSON.stringify(properties.Dimensions ?? ''))).toContainEqual(
      expect.stringMatching(new RegExp(`quarantined.*"${service}"|"${service}".*quarantined`)),
    );
  },
);

it('counts no dimension but the function, the lane and the outcome', () => {
  const [dashboard] = ofType(resources, 'AWS::CloudWatch::Dashboard');
  const own = alarms().filter(({ properties }) => properties.Namespace === 'Trunkline');
  const Dimensions = z.array(z.object({ Name: z.string() }));
  const names = own.flatMap(({ properties }) =>
    Dimensions.parse(properties.Dimensions).map(({ Name }) => Name),
  );

  expect(dashboard).toBeDefined();
  expect([...new Set(names)].sort()).toEqual(['outcome', 'service']);
});

it('masks personal data in every log of a function, should any ever get there', () => {
  const logs = ofType(resources, 'AWS::Logs::LogGroup').filter(({ path }) => path.endsWith('/Log/Resource'));

  expect(logs.length).toBeGreaterThan(10);
  expect(logs.filter(({ properties }) => properties.DataProtectionPolicy === undefined)).toEqual([]);
});

it('asks only logs of functions in its saved queries', () => {
  const queries = ofType(resources, 'AWS::Logs::QueryDefinition');

  expect(queries.length).toBeGreaterThan(0);
  for (const { properties } of queries)
    expect(JSON.stringify(properties.LogGroupNames)).not.toContain('AccessLog');
});
