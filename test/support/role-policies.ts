import * as z from 'zod';
import { readBlueprint } from '../../local/blueprint.ts';
import type { AssemblyStack } from '../../local/cloud-assembly.ts';

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

/** The policy language as far as this app uses it; anything else is refused rather than guessed at. */
const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Action: texts,
  Resource: texts,
  Condition: z
    .strictObject({
      'ForAllValues:StringLike': z.strictObject({ 'dynamodb:LeadingKeys': texts }).optional(),
      StringLike: z.strictObject({ 's3:prefix': texts }).optional(),
    })
    .default({}),
});

/** An Allow statement with physical ARNs; conditions by operator and key. */
export type Statement = z.infer<typeof Statement>;

/** What one role may do. `name` says whose it is in our words, for example `follow-up` or `doors`. */
export interface Role {
  readonly name: string;
  /** The physical names of the functions that run under it; none for a role that a gateway takes. */
  readonly functionNames: readonly string[];
  readonly statements: readonly Statement[];
}

const Document = z.object({ Statement: z.array(Statement) });
const RoleProperties = z.looseObject({
  Policies: z.array(z.object({ PolicyDocument: Document })).default([]),
  ManagedPolicyArns: z.array(z.string()).max(0, 'managed policies are not interpreted').default([]),
});
const FunctionProperties = z.looseObject({ Role: z.string() });

/** No engine is asked here; queue URLs, which policies do not name, begin with it. */
const NOWHERE = 'http://127.0.0.1';

/**
 * Every role of an app with its synthesized policies, evaluated as the local system evaluates the rest.
 * @throws naming stack and logical id where a policy uses more of the language than is interpreted here
 */
export function rolePolicies(stacks: readonly AssemblyStack[]): readonly Role[] {
  const blueprint = readBlueprint(stacks, NOWHERE);
  for (const type of ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy']) {
    const [beside] = blueprint.ofType(type, z.unknown());
    if (beside) throw new Error(`${beside.constructPath}: policies beside a role are not interpreted`);
  }
  const functions = blueprint.ofType('AWS::Lambda::Function', FunctionProperties);
  return blueprint.ofType('AWS::IAM::Role', RoleProperties).map((role) => ({
    name: inOurWords(role.constructPath),
    functionNames: functions.filter(({ properties }) => properties.Role === role.arn).map(({ name }) => name),
    statements: role.properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
  }));
}

/** `Pipeline/FollowUp/Role` is `follow-up`: the path without its stack and without what the thing is. */
export function inOurWords(constructPath: string): string {
  const [, ...parts] = constructPath.split('/').filter((part) => !KINDS.has(part));
  return parts.map((part) => part.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()).join(' ');
}

const KINDS = new Set(['Role', 'Table', 'Queue', 'Log']);
