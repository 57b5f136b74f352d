import * as z from 'zod';
import { readBlueprint } from '../../local/blueprint.ts';
import type { AssemblyStack } from '../../local/cloud-assembly.ts';
import { type AccessRequest, matchesAny } from './permission-evaluation.ts';
import { inOurWords, type Role, type Statement } from './role-policies.ts';

/** One action that a role may take on one kind of thing. */
export interface Grant {
  readonly role: string;
  readonly action: string;
  /** The thing in our words, such as `ledger ALERT#*`, `queue dialing critical` or `secret crm`. */
  readonly resource: string;
  /** Whether a request makes use of the grant. */
  covers(request: AccessRequest): boolean;
}

/** A grant as the matrix and the messages of a test name it. */
export const grantText = ({ role, action, resource }: Omit<Grant, 'covers'>): string =>
  `${role}: ${action} on ${resource}`;

/** Says an ARN pattern in our words; one that is nobody's stays as it is. */
export type NameOf = (arn: string) => string;

const ALL_ITEMS = '(every item)';

/** Every grant of the roles: one for each action, resource and condition value. */
export function grantsOf(roles: readonly Role[], nameOf: NameOf): readonly Grant[] {
  return roles.flatMap((role) =>
    role.statements.flatMap((statement) => statementGrants(role.name, statement, nameOf)),
  );
}

function statementGrants(role: string, { Action, Resource, Condition }: Statement, nameOf: NameOf): Grant[] {
  const leadingKeys = Condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
  const prefixes = Condition.StringLike?.['s3:prefix'];
  const within = leadingKeys ?? prefixes ?? [undefined];
  return Action.flatMap((action) =>
    Resource.flatMap((arn) =>
      within.map((pattern) => ({
        role,
        action,
        resource: words(nameOf(arn), pattern, action),
        covers: (request: AccessRequest) =>
          matchesAny([action], request.action) &&
          matchesAny([arn], request.resource) &&
          (pattern === undefined ||
            [...(request.leadingKeys ?? []), request.prefix ?? []]
              .flat()
              .some((value) => matchesAny([pattern], value))),
      })),
    ),
  );
}

function words(name: string, pattern: string | undefined, action: string): string {
  if (pattern !== undefined) return `${name} ${pattern}`;
  return action.startsWith('dynamodb:') ? `${name} ${ALL_ITEMS}` : name;
}

const KINDS: Readonly<Record<string, string>> = {
  'AWS::SQS::Queue': 'queue ',
  'AWS::DynamoDB::Table': '',
  'AWS::S3::Bucket': '',
  'AWS::SNS::Topic': 'topic ',
  'AWS::Logs::LogGroup': 'log ',
};

/** Names the app's resources by their construct paths and its secrets by the settings that hold their ARNs. */
export function namesOf(stacks: readonly AssemblyStack[], stageSettings: unknown): NameOf {
  const blueprint = readBlueprint(stacks, 'http://127.0.0.1');
  const known = Object.entries(KINDS)
    .flatMap(([type, kind]) =>
      blueprint.ofType(type, z.unknown()).map(({ arn, constructPath }) => ({ arn, kind, constructPath })),
    )
    .map(({ arn, kind, constructPath }) => [arn ?? '', kind + inOurWords(constructPath)] as const);
  const names = new Map([...known, ...secretNames(stageSettings, [])]);
  return (arn) => {
    const inside = [...names].find(([container]) => arn.startsWith(`${container}/`));
    if (inside === undefined) return names.get(arn) ?? arn;
    const [container, name] = inside;
    return `${name} ${arn.slice(container.length + 1)}`;
  };
}

function secretNames(settings: unknown, path: readonly string[]): readonly (readonly [string, string])[] {
  if (typeof settings === 'string')
    return settings.startsWith('arn:aws:secretsmanager:') ? [[settings, secretName(path)]] : [];
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).flatMap(([key, value]) => secretNames(value, [...path, key]));
}

/** `crm.secretArn` is `secret crm`. */
const secretName = (path: readonly string[]): string =>
  `secret ${path
    .map((part) => part.replace(/Arns?$/, ''))
    .filter((part) => part !== 'secret')
    .join(' ')}`;
