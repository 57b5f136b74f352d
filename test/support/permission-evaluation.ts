import type { Statement } from './role-policies.ts';

/** What IAM is asked. `resource` is an ARN; a condition key that the service does not set is absent. */
export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  readonly leadingKeys?: readonly string[];
  readonly prefix?: string;
}

/** Whether any statement allows the request. What none allows is refused; statements only ever allow. */
export const isAllowed = (statements: readonly Statement[], request: AccessRequest): boolean =>
  statements.some((statement) => allows(statement, request));

function allows({ Action, Resource, Condition }: Statement, request: AccessRequest): boolean {
  const keys = Condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
  const prefixes = Condition.StringLike?.['s3:prefix'];
  return (
    matchesAny(Action, request.action) &&
    matchesAny(Resource, request.resource) &&
    // ForAllValues holds for no values at all, and so for a key that is absent. (IAM guide, "Set operators")
    (keys === undefined || (request.leadingKeys ?? []).every((key) => matchesAny(keys, key))) &&
    (prefixes === undefined || (request.prefix !== undefined && matchesAny(prefixes, request.prefix)))
  );
}

/** Whether any pattern matches; a `*` may stand at the end only. @throws for any other wildcard */
export const matchesAny = (patterns: readonly string[], value: string): boolean =>
  patterns.some((pattern) => matches(pattern, value));

function matches(pattern: string, value: string): boolean {
  const stem = pattern.replace(/\*$/, '');
  if (/[*?]/.test(stem)) throw new Error(`${pattern}: only a * at the end is interpreted`);
  return pattern === stem ? value === stem : value.startsWith(stem);
}
