import { z } from 'zod';
import {
  eachOfType,
  folderOf,
  listOf,
  ofType,
  referredId,
  type TemplateResource,
  unless,
  type Walker,
} from './template-walkers.ts';

const Statement = z.strictObject({
  Effect: z.literal('Allow'),
  Action: listOf(z.string()),
  Resource: listOf(z.unknown()),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
type Statement = z.infer<typeof Statement>;

const Role = z.looseObject({
  ManagedPolicyArns: z.array(z.unknown()).default([]),
  Policies: z
    .array(z.looseObject({ PolicyDocument: z.looseObject({ Statement: z.array(Statement) }) }))
    .default([]),
});

/** A finding for everything the judge has against a statement of a role. */
const eachStatement = (
  resources: readonly TemplateResource[],
  judge: (statement: Statement, role: TemplateResource) => readonly string[],
): string[] =>
  eachOfType(resources, 'AWS::IAM::Role', Role, ({ Policies }, role) =>
    Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).flatMap((statement) =>
      judge(statement, role),
    ),
  );

/** No statement allows more than it names. */
export const grantsNameActionsAndResources: Walker = (resources) =>
  eachStatement(resources, ({ Action, Resource }) => [
    ...Action.filter((action) => action.includes('*')).map((action) => `allows ${action}`),
    ...unless(!Resource.includes('*'), `allows ${Action.join(', ')} on everything`),
  ]);

/** Of Amazon's own policies only the one that lets a function write its log; everything else stands in the role. */
export const rolesHaveNoOtherPolicies: Walker = (resources) => [
  ...eachOfType(resources, 'AWS::IAM::Role', Role, ({ ManagedPolicyArns }) =>
    ManagedPolicyArns.map((arn) => JSON.stringify(arn))
      .filter((arn) => !arn.includes(':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"'))
      .map((arn) => `takes the policy ${arn}`),
  ),
  ...ofType(resources, 'AWS::IAM::Policy').map(({ path }) => `${path}: is a policy beside its role`),
];

const ITEM_ACTIONS = ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query'];
const LeadingKeys = z.looseObject({
  'ForAllValues:StringLike': z.looseObject({ 'dynamodb:LeadingKeys': listOf(z.string()) }),
});

/** Whoever touches a table may touch the items of some prefixes only: single items, or an index by its key. */
export const tableGrantsNameTheirKeys: Walker = (resources) => {
  const findings = eachStatement(resources, ({ Action, Condition }) => {
    const actions = Action.filter((action) => action.startsWith('dynamodb:'));
    if (actions.length === 0) return [];
    const keys = LeadingKeys.safeParse(Condition).data?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'];
    return [
      ...actions
        .filter((action) => !ITEM_ACTIONS.includes(action.replace('dynamodb:', '')))
        .map((action) => `allows ${action}, which no leading key narrows`),
      ...unless(
        keys !== undefined && keys.length > 0 && keys.every((key) => /^[A-Za-z]+#[a-z]*\*$/.test(key)),
        `allows ${actions.join(', ')} on items of any key`,
      ),
    ];
  });
  const some = eachStatement(resources, ({ Action }) =>
    Action.filter((action) => action.startsWith('dynamodb:')),
  );
  return some.length === 0 ? [...findings, 'no statement about a table to look at'] : findings;
};

/**
 * Every secret is read by the functions of the matrix and by no other.
 * @param matrix the readers of every secret, by a part of its ARN
 */
export const secretsAreReadBy =
  (matrix: Readonly<Record<string, readonly string[]>>): Walker =>
  (resources) => {
    const reads: string[] = [];
    const findings = eachStatement(resources, ({ Action, Resource }, role) => {
      if (!Action.some((action) => action.startsWith('secretsmanager:'))) return [];
      const secrets = Resource.map((arn) =>
        Object.keys(matrix).find((name) => typeof arn === 'string' && arn.includes(`/${name}-`)),
      );
      const readers = readersUnder(resources, role);
      reads.push(...secrets.flatMap((secret) => readers.map((reader) => `${secret} by ${reader}`)));
      return [
        ...unless(
          !secrets.includes(undefined),
          `reads ${JSON.stringify(Resource)}, which is no known secret`,
        ),
        ...unless(Action.join() === 'secretsmanager:GetSecretValue', `may do ${Action.join()} to a secret`),
      ];
    });
    const reviewed = Object.entries(matrix).flatMap(([secret, readers]) =>
      readers.map((reader) => `${secret} by ${reader}`),
    );
    return [
      ...findings,
      ...reads.filter((read) => !reviewed.includes(read)).map((read) => `secret is read: ${read}`),
      ...reviewed.filter((read) => !reads.includes(read)).map((read) => `secret is not read: ${read}`),
    ];
  };

const WithRole = z.looseObject({ Role: z.unknown() });

/** The folders of the functions that run under a role. */
const readersUnder = (resources: readonly TemplateResource[], role: TemplateResource): string[] =>
  ofType(resources, 'AWS::Lambda::Function')
    .filter(({ properties }) => referredId(WithRole.parse(properties).Role) === role.id)
    .map(folderOf);

const Permission = z.looseObject({ SourceArn: z.unknown().optional() });

/** Only our own API and schedule may invoke a function, not everyone's. */
export const invokersAreNamed: Walker = (resources) =>
  eachOfType(resources, 'AWS::Lambda::Permission', Permission, ({ SourceArn }) =>
    unless(SourceArn !== undefined, 'lets any account invoke the function'),
  );
