import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Grant, grantText } from './permission-grants.ts';

const why = z.string().min(10);

const Entry = z.strictObject({
  actions: z.array(z.string()).min(1),
  resource: z.string(),
  why,
  /** Why no call of the integration run is seen to use it. */
  unseen: why.optional(),
});

/** What was reviewed: for each role, what it may do to what, and why. */
export type Matrix = Readonly<Record<string, readonly z.infer<typeof Entry>[]>>;

/** The reviewed matrix, `test/permissions/matrix.json`. @throws when it is malformed */
export function readMatrix(): Matrix {
  const text = readFileSync(join(import.meta.dirname, '../permissions/matrix.json'), 'utf8');
  return z.record(z.string(), z.array(Entry)).parse(JSON.parse(text));
}

/** The reviewed grants, by the text of each; those that a run need not show have a reason. */
export function reviewedGrants(matrix: Matrix): ReadonlyMap<string, string | undefined> {
  const grants = Object.entries(matrix).flatMap(([role, entries]) =>
    entries.flatMap(({ actions, resource, unseen }) =>
      actions.map((action) => [grantText({ role, action, resource }), unseen] as const),
    ),
  );
  const reviewed = new Map(grants);
  if (reviewed.size < grants.length) throw new Error('the matrix names a grant twice');
  return reviewed;
}

/** Where templates and matrix differ: what was never reviewed, and what was reviewed but is not granted. */
export function differences(
  grants: readonly Grant[],
  matrix: Matrix,
): { readonly unreviewed: readonly string[]; readonly vanished: readonly string[] } {
  const granted = new Set(grants.map(grantText));
  const reviewed = reviewedGrants(matrix);
  return {
    unreviewed: [...granted].filter((grant) => !reviewed.has(grant)).sort(),
    vanished: [...reviewed.keys()].filter((grant) => !granted.has(grant)).sort(),
  };
}
