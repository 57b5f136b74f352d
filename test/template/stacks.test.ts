import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { functionsAreAlike, functionsGetWhatTheyRead } from '../support/function-walkers.ts';
import {
  grantsNameActionsAndResources,
  invokersAreNamed,
  rolesHaveNoOtherPolicies,
  secretsAreReadBy,
  tableGrantsNameTheirKeys,
} from '../support/permission-walkers.ts';
import { mappingsReportFailures, queuesAreSealed, sourcesHaveDeadLetters } from '../support/queue-walkers.ts';
import { bucketsAreSealed, tablesAreKept } from '../support/store-walkers.ts';
import { synthesizedApp } from '../support/synthesized-app.ts';
import { changed, replaced, without } from '../support/template-mutants.ts';
import type { TemplateResource, Walker } from '../support/template-walkers.ts';

const FUNCTIONS = join(import.meta.dirname, '../../functions');

/** A synthesis takes seconds, more beside other tests. */
jest.setTimeout(180_000);

/** Who may read which secret; a change here is a change of who holds credentials. */
const SECRET_READERS = {
  telephony: ['analytics', 'completion', 'control', 'dialing', 'observation', 'preview', 'recovery'],
  crm: ['dialing', 'enrichment', 'follow-up', 'refresh', 'segmentation', 'preview'],
  'ticket-desk': ['ticketing'],
  'warehouse-lake': ['analytics'],
  'warehouse-mart': ['analytics'],
  'warehouse-drop': ['courier'],
};

const STATEFUL = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket'];

let resources: readonly TemplateResource[];
let walkers: Readonly<Record<string, Walker>>;

beforeAll(async () => {
  resources = synthesizedApp('dev').resources;
  walkers = {
    mappingsReportFailures,
    sourcesHaveDeadLetters,
    queuesAreSealed,
    tablesAreKept,
    bucketsAreSealed,
    functionsAreAlike,
    functionsGetWhatTheyRead: functionsGetWhatTheyRead(await variablesByFolder()),
    grantsNameActionsAndResources,
    rolesHaveNoOtherPolicies,
    tableGrantsNameTheirKeys,
    secretsAreReadBy: secretsAreReadBy(SECRET_READERS),
    invokersAreNamed,
  };
});

/** The variables every feature's `env.ts` parses; the one in `runtime` holds the parsers only. */
async function variablesByFolder(): Promise<Record<string, string[]>> {
  const folders = readdirSync(FUNCTIONS).filter(
    (folder) => folder !== 'runtime' && existsSync(join(FUNCTIONS, folder, 'env.ts')),
  );
  const entries = folders.map(async (folder): Promise<[string, string[]]> => {
    const module: Record<string, { shape: object }> = await import(join(FUNCTIONS, folder, 'env.ts'));
    return [folder, Object.values(module).flatMap(({ shape }) => Object.keys(shape))];
  });
  return Object.fromEntries(await Promise.all(entries));
}

const WALKS: readonly [string, string][] = [
  ['report the failures of a batch one by one, and hide messages for long enough', 'mappingsReportFailures'],
  ['keep and watch what no function could work on', 'sourcesHaveDeadLetters'],
  ['encrypt every queue and refuse plain HTTP', 'queuesAreSealed'],
  ['keep, restore, encrypt and expire what tables hold', 'tablesAreKept'],
  ['keep buckets, and keep them private', 'bucketsAreSealed'],
  ['run every function alike, with a log of its own that forgets', 'functionsAreAlike'],
  ['tell every function what it reads and nothing else', 'functionsGetWhatTheyRead'],
  ['allow named actions on named resources', 'grantsNameActionsAndResources'],
  ['allow nothing by policies that cannot be read here', 'rolesHaveNoOtherPolicies'],
  ['allow tables by the keys of their items', 'tableGrantsNameTheirKeys'],
  ['give credentials to whom they were reviewed for', 'secretsAreReadBy'],
  ['let only our own API and schedule invoke a function', 'invokersAreNamed'],
];

describe('the stacks of the dev stage', () => {
  it.each(WALKS)('%s', (_sentence, name) => {
    expect(walkers[name]!(resources)).toEqual([]);
  });

  it.each(WALKS)('%s: an empty template does not', (_sentence, name) => {
    expect(walkers[name]!([])).not.toEqual([]);
  });

  it('raise an alarm on the first alert that is not accounted for', () => {
    const alarms = resources.filter(
      ({ type, properties }) => type === 'AWS::CloudWatch::Alarm' && properties.MetricName === 'Unaccounted',
    );

    expect(alarms.map(({ properties }) => properties)).toEqual([
      expect.objectContaining({
        Namespace: 'Trunkline',
        Dimensions: [{ Name: 'service', Value: 'recovery' }],
        Statistic: 'Maximum',
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      }),
    ]);
  });

  it('keep room for the agents who look at a contact, as many as the stage says, and for no other function', () => {
    const reserved = resources.filter(
      ({ type, properties }) =>
        type === 'AWS::Lambda::Function' && properties.ReservedConcurrentExecutions !== undefined,
    );

    expect(reserved.map(({ path, properties }) => [path, properties.ReservedConcurrentExecutions])).toEqual([
      [expect.stringContaining('Context/Function'), 50],
    ]);
  });

  it('keep everything stateful in the state stack', () => {
    const stateful = resources.filter(({ type }) => STATEFUL.includes(type));

    expect(stateful.length).toBeGreaterThan(0);
    expect(new Set(stateful.map(({ stack }) => stack))).toEqual(new Set(['State']));
  });
});

describe('a template in which', () => {
  const crm = ':secret:trunkline/dev/crm-AbCdEf';
  const lacking = (name: string) => (properties: object) =>
    Object.fromEntries(Object.entries(properties).filter(([own]) => own !== name));
  const mutants: readonly [string, string, () => readonly TemplateResource[]][] = [
    [
      'a failed message fails its batch',
      'mappingsReportFailures',
      () => changed(resources, 'AWS::Lambda::EventSourceMapping', lacking('FunctionResponseTypes')),
    ],
    [
      'a queue delivers again what is still worked on',
      'mappingsReportFailures',
      () => changed(resources, 'AWS::Lambda::Function', (properties) => ({ ...properties, Timeout: 31 })),
    ],
    [
      'a message fails for ever',
      'sourcesHaveDeadLetters',
      () => changed(resources, 'AWS::SQS::Queue', lacking('RedrivePolicy')),
    ],
    [
      'dead letters are forgotten early',
      'sourcesHaveDeadLetters',
      () =>
        changed(resources, 'AWS::SQS::Queue', (properties) => ({
          ...properties,
          MessageRetentionPeriod: 345_600,
        })),
    ],
    [
      'nobody hears of dead letters',
      'sourcesHaveDeadLetters',
      () => without(resources, ({ path }) => path.includes('DeadLettersAlarm')),
    ],
    [
      'queues take plain HTTP',
      'queuesAreSealed',
      () => without(resources, ({ type }) => type.endsWith('QueuePolicy')),
    ],
    [
      'tables go with their stack',
      'tablesAreKept',
      () => resources.map((resource) => ({ ...resource, isRetained: false })),
    ],
    [
      'items never expire',
      'tablesAreKept',
      () => changed(resources, 'AWS::DynamoDB::Table', lacking('TimeToLiveSpecification')),
    ],
    [
      'a bucket may become public',
      'bucketsAreSealed',
      () => changed(resources, 'AWS::S3::Bucket', lacking('PublicAccessBlockConfiguration')),
    ],
    [
      'logs are kept for ever',
      'functionsAreAlike',
      () => changed(resources, 'AWS::Logs::LogGroup', () => ({})),
    ],
    [
      'all functions share a log',
      'functionsAreAlike',
      () => {
        const LoggingConfig = resources.find(({ path }) => path.includes('/Dialing/Function/'))?.properties
          .LoggingConfig;
        return changed(resources, 'AWS::Lambda::Function', (properties) => ({
          ...properties,
          LoggingConfig,
        }));
      },
    ],
    [
      'a function is given what it does not read',
      'functionsGetWhatTheyRead',
      () => replaced(resources, 'AWS::Lambda::Function', ['"LEDGER_TABLE":', '"OTHER_TABLE":']),
    ],
    [
      'a function may do anything with a queue',
      'grantsNameActionsAndResources',
      () => replaced(resources, 'AWS::IAM::Role', ['"sqs:SendMessage"', '"sqs:*"']),
    ],
    [
      'a function may read any item',
      'tableGrantsNameTheirKeys',
      () => replaced(resources, 'AWS::IAM::Role', ['"ALERT#*"', '"*"']),
    ],
    [
      'a function may scan',
      'tableGrantsNameTheirKeys',
      () => replaced(resources, 'AWS::IAM::Role', ['"dynamodb:Query"', '"dynamodb:Scan"']),
    ],
    [
      'enrichment may read the credentials of the platform',
      'secretsAreReadBy',
      () => replaced(resources, 'AWS::IAM::Role', [crm, crm.replace('crm', 'telephony')]),
    ],
    [
      'any account may invoke',
      'invokersAreNamed',
      () => changed(resources, 'AWS::Lambda::Permission', lacking('SourceArn')),
    ],
  ];

  it.each(mutants)('%s does not pass: %s', (_fault, name, mutant) => {
    expect(walkers[name]!(mutant())).not.toEqual([]);
  });
});
