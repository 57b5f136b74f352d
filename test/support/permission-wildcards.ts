import type { Role } from './role-policies.ts';

/** Objects below a folder of a bucket; the streams of one log group. */
const OPEN_ENDS = /(?<=^arn:aws:s3:::[^/*]+\/[^*]+\/|^arn:aws:logs:[^*]+:log-group:[^*]+:)\*$/;

/** Actions and resources that a role's policies leave open and need not; empty when all are named. */
export const wildcards = ({ name, statements }: Role): readonly string[] =>
  statements.flatMap(({ Action, Resource }) => [
    ...Action.filter((action) => action.includes('*')).map((action) => `${name}: ${action}`),
    ...Resource.filter((arn) => /[*?]/.test(arn.replace(OPEN_ENDS, ''))).map((arn) => `${name}: ${arn}`),
  ]);
