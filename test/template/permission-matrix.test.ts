import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseStage } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { type AssemblyStack, readCloudAssembly } from '../../local/cloud-assembly.ts';
import type { EngineCall } from '../../local/engine-call.ts';
import { withOverrides } from '../../local/stage-settings.ts';
import { synthesizeTemplates } from '../../local/synthesize.ts';
import { ON_CXONE } from '../support/on-cxone.ts';
import { judgeCalls } from '../support/permission-exercise.ts';
import { grantsOf, grantText, namesOf } from '../support/permission-grants.ts';
import { differences, readMatrix } from '../support/permission-matrix.ts';
import { wildcards } from '../support/permission-wildcards.ts';
import { rolePolicies } from '../support/role-policies.ts';

const STAGE = 'dev';
const stage = parseStage(STAGE, cdkContext().stages[STAGE]);
const LEDGER_KEYS = 'dynamodb:LeadingKeys';

let outdir: string;
let stacks: readonly AssemblyStack[];

beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), 'trunkline-matrix-'));
  synthesizeTemplates(stage, outdir);
  stacks = readCloudAssembly(outdir).stacks;
}, 60_000);

afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** A copy of the stacks in which the statements of one function's policy are changed. */
function changed(role: string, change: (statements: Statement[]) => void): readonly AssemblyStack[] {
  const copy = structuredClone(stacks);
  const found = copy
    .flatMap(({ template }) => Object.entries(template.Resources))
    .find(([id, { Type }]) => Type === 'AWS::IAM::Role' && id.startsWith(`${role}Role`));
  const [access] = found![1].Properties.Policies as { PolicyDocument: { Statement: Statement[] } }[];
  change(access!.PolicyDocument.Statement);
  return copy;
}

/** How the matrix differs from templates that are changed so. */
const against = (role: string, change: (statements: Statement[]) => void) =>
  differences(grantsOf(rolePolicies(changed(role, change)), namesOf(stacks, stage)), readMatrix());

/** A statement as the template spells it. */
interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

const onKeys = (statements: Statement[], key: string): Statement =>
  statements.find(({ Condition }) => JSON.stringify(Condition ?? {}).includes(`"${key}"`))!;

describe('the permissions of the synthesized app', () => {
  it('are those that were reviewed, no more and no fewer', () => {
    const grants = grantsOf(rolePolicies(stacks), namesOf(stacks, stage));

    expect(differences(grants, readMatrix())).toEqual({ unreviewed: [], vanished: [] });
  });

  it('are on a platform without a bus two more: what looks for the ends of conversations needs', () => {
    const directory = mkdtempSync(join(tmpdir(), 'trunkline-matrix-cxone-'));
    const settings = withOverrides(cdkContext().stages[STAGE] ?? {}, ON_CXONE);
    const onCxone = parseStage(STAGE, settings);
    synthesizeTemplates(onCxone, directory);
    const found = readCloudAssembly(directory).stacks;
    rmSync(directory, { recursive: true, force: true });

    const { unreviewed } = differences(grantsOf(rolePolicies(found), namesOf(found, onCxone)), readMatrix());

    expect(unreviewed).toEqual([
      'observation: dynamodb:GetItem on ledger POLL#ended*',
      'observation: dynamodb:PutItem on ledger POLL#ended*',
      'observation: sqs:SendMessage on queue completion settlements',
    ]);
  });

  it('name no action and no resource by a wildcard, but for objects under a prefix and one log', () => {
    expect(rolePolicies(stacks).flatMap(wildcards)).toEqual([]);
  });

  it('let each secret be read by its own readers only', () => {
    const readers = grantsOf(rolePolicies(stacks), namesOf(stacks, stage))
      .filter(({ action }) => action.startsWith('secretsmanager:'))
      .map(grantText);

    expect(readers.sort()).toEqual([
      'analytics: secretsmanager:GetSecretValue on secret reports warehouses lake',
      'analytics: secretsmanager:GetSecretValue on secret reports warehouses mart',
      'analytics: secretsmanager:GetSecretValue on secret telephony',
      'completion: secretsmanager:GetSecretValue on secret telephony',
      'control: secretsmanager:GetSecretValue on secret telephony',
      'courier: secretsmanager:GetSecretValue on secret reports warehouses drop',
      'dialing: secretsmanager:GetSecretValue on secret crm',
      'dialing: secretsmanager:GetSecretValue on secret telephony',
      'enrichment: secretsmanager:GetSecretValue on secret crm',
      'follow-up: secretsmanager:GetSecretValue on secret crm',
      'observation: secretsmanager:GetSecretValue on secret telephony',
      'preview: secretsmanager:GetSecretValue on secret crm',
      'preview: secretsmanager:GetSecretValue on secret telephony',
      'recovery: secretsmanager:GetSecretValue on secret telephony',
      'refresh: secretsmanager:GetSecretValue on secret crm',
      'segmentation: secretsmanager:GetSecretValue on secret crm',
      'ticketing: secretsmanager:GetSecretValue on secret ticketing desk',
    ]);
  });
});

describe('a change of the permissions that nobody reviewed is found', () => {
  it('when an action is added', () => {
    const found = against('Compliance', (statements) => {
      onKeys(statements, 'ALERT#*').Action = [
        'dynamodb:GetItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
      ];
    });

    expect(found).toEqual({
      unreviewed: ['compliance: dynamodb:DeleteItem on ledger ALERT#*'],
      vanished: [],
    });
  });

  it('when an action is widened', () => {
    const found = against('Story', (statements) => {
      onKeys(statements, 'ALERT#*').Action = 'dynamodb:*';
    });

    expect(found.unreviewed).toContain('story: dynamodb:* on ledger ALERT#*');
    expect(found.vanished).toContain('story: dynamodb:BatchGetItem on ledger ALERT#*');
  });

  it('when the condition on the items is dropped', () => {
    const found = against('Recovery', (statements) => {
      delete onKeys(statements, 'SLOT#*').Condition;
    });

    expect(found.unreviewed).toContain('recovery: dynamodb:UpdateItem on ledger (every item)');
    expect(found.vanished).toContain('recovery: dynamodb:UpdateItem on ledger ALERT#*');
  });

  it('when the condition on the items is widened', () => {
    const found = against('Story', (statements) => {
      onKeys(statements, 'ALERT#*').Condition!['ForAllValues:StringLike']![LEDGER_KEYS] = ['*'];
    });

    expect(found.unreviewed).toEqual(['story: dynamodb:BatchGetItem on ledger *']);
  });

  it('when a function may read another secret', () => {
    const found = against('Compliance', (statements) => {
      const Resource = stage.telephony.secretArn;
      statements.push({ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource });
    });

    expect(found.unreviewed).toEqual(['compliance: secretsmanager:GetSecretValue on secret telephony']);
  });

  it('when a function may do it to any resource', () => {
    const found = against('Telemetry', (statements) => {
      statements.find(({ Action }) => Action === 's3:GetObject')!.Resource = '*';
    });

    expect(found.unreviewed).toEqual(['telemetry: s3:GetObject on *']);
    expect(found.vanished).toEqual(['telemetry: s3:GetObject on archive telemetry/*']);
  });

  it.each([
    ['every action of a service', { Action: 'sqs:*', Resource: 'arn:aws:sqs:us-east-1:0:q' }, 'story: sqs:*'],
    ['every resource', { Action: 'sqs:SendMessage', Resource: '*' }, 'story: *'],
    ['every object', { Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }, 'story: arn:aws:s3:::b/*'],
  ])('when a wildcard stands for %s', (_what, statement, found) => {
    const copy = changed('Story', (statements) => {
      statements.push({ Effect: 'Allow', ...statement });
    });

    expect(rolePolicies(copy).flatMap(wildcards)).toEqual([found]);
  });

  it('when a grant vanishes', () => {
    const found = against('Enrichment', (statements) => {
      statements.splice(statements.indexOf(onKeys(statements, 'CONTACT#*')), 1);
    });

    expect(found).toEqual({
      unreviewed: [],
      vanished: [
        'enrichment: dynamodb:GetItem on contacts CONTACT#*',
        'enrichment: dynamodb:PutItem on contacts CONTACT#*',
      ],
    });
  });

  it.each([
    ['a denial', { Effect: 'Deny', Action: 's3:PutObject', Resource: 'arn:aws:s3:::other' }],
    ['everything but some actions', { Effect: 'Allow', NotAction: 's3:PutObject', Resource: '*' }],
    [
      'a condition of another kind',
      { Effect: 'Allow', Action: 's3:PutObject', Resource: '*', Condition: { Bool: { 'aws:x': 'true' } } },
    ],
  ])('by refusing to judge %s', (_kind, statement) => {
    const judge = () =>
      against('Telemetry', (statements) => {
        statements.push(statement as Statement);
      });

    expect(judge).toThrow(/TelemetryRole.*AWS::IAM::Role/);
  });
});

it('a managed policy is refused, because nobody can review it here', () => {
  const copy = structuredClone(stacks);
  const roles = copy
    .flatMap(({ template }) => Object.values(template.Resources))
    .filter(({ Type }) => Type === 'AWS::IAM::Role');
  roles[0]!.Properties.ManagedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];

  expect(() => rolePolicies(copy)).toThrow('managed policies are not interpreted');
});

describe('a call that a function makes', () => {
  const physical = (part: string): string => stacks[part === 'Ledger' ? 0 : 1]!.name.concat('-', idOf(part));
  const idOf = (part: string): string =>
    stacks
      .flatMap(({ constructPaths }) => [...constructPaths])
      .find(([, path]) => path.endsWith(PATHS[part]!))![0];
  const call = (by: string, what: Partial<EngineCall>): EngineCall => ({
    at: new Date(0),
    functionName: physical(by),
    service: 'dynamodb',
    action: 'GetItem',
    resource: physical('Ledger'),
    leadingKeys: [],
    ...what,
  });

  it.each([
    ['reads its items', 'story', { action: 'BatchGetItem', leadingKeys: ['ALERT#1', 'QUARANTINE#1'] }],
    ['asks an index', 'recovery', { action: 'Query', leadingKeys: ['due#3'] }],
  ])('is allowed when it %s', (_what, by, what) => {
    const resource = by === 'recovery' ? `${physical('Ledger')}/index/due` : physical('Ledger');

    expect(judgeCalls([call(by, { ...what, resource })], stacks, stage).refused).toEqual([]);
  });

  it.each([
    ['one item of a batch is not its own', { action: 'BatchGetItem', leadingKeys: ['ALERT#1', 'SLOT#1'] }],
    ['it writes where it may read', { action: 'PutItem', leadingKeys: ['ALERT#1'] }],
    ['it asks the table for what only an index may tell', { action: 'Query', leadingKeys: ['due#1'] }],
  ])('is refused when %s', (_what, what) => {
    const { refused } = judgeCalls([call('story', what)], stacks, stage);

    expect(refused).toEqual([expect.stringMatching(/^story: dynamodb:.*, 1 times$/)]);
  });

  it('is refused when it goes to the queue of another worker', () => {
    const send = call('story', { service: 'sqs', action: 'SendMessage', resource: physical('followUp') });

    expect(judgeCalls([send], stacks, stage).refused).toHaveLength(1);
  });

  it('uses up the grants that it needs, and only those', () => {
    const before = judgeCalls([], stacks, stage).unused;
    const read = call('story', { action: 'BatchGetItem', leadingKeys: ['ALERT#1'] });

    const after = judgeCalls([read], stacks, stage).unused;

    expect(before.filter((grant) => !after.includes(grant))).toEqual([
      'story: dynamodb:BatchGetItem on ledger ALERT#*',
    ]);
  });

  it('cannot be judged when IAM has no known word for it', () => {
    expect(() => judgeCalls([call('story', { action: 'TransactWriteItems' })], stacks, stage)).toThrow(
      'dynamodb TransactWriteItems: its IAM action is not known',
    );
  });
});

/** Where the things of these calls stand. */
const PATHS: Readonly<Record<string, string>> = {
  Ledger: 'Ledger/Table',
  story: 'Story/Function',
  recovery: 'Recovery/Function',
  followUp: 'FollowUp/Queue',
};
