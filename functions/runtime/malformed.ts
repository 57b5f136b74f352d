import type * as z from 'zod/mini';
import { isKnownField } from './known-fields.ts';

const LONGEST_REASON = 200;

/** A place further in than this is told by its beginning. */
const MOST_STEPS = 5;

/** What is said besides the place, where the place alone says too little. */
const CIRCUMSTANCES: Readonly<Record<string, string>> = {
  unrecognized_keys: ' (unknown fields)',
  too_small: ' (too small)',
  too_big: ' (too large)',
};

/** Nobody mends more at once. */
const MOST_PROBLEMS = 5;

type Issue = Pick<z.core.$ZodIssue, 'code' | 'path'>;

/** The reason under which something unreadable is kept, e.g. `malformed: telemetryData.currentValue`. */
export const malformed = (what: string): string => `malformed: ${what}`.slice(0, LONGEST_REASON);

/** The reason for a value that breaks its schema: the places that are wrong, never what stands there. */
export function malformedReason(error: z.core.$ZodError): string {
  const places = error.issues
    .flatMap(likeliest)
    .map(({ path, code }) => `${pathText(path)}${CIRCUMSTANCES[code] ?? ''}`);
  return malformed([...new Set(places)].join(', '));
}

/** Every field that breaks its schema and what it must be, in our words and never in the sender's. */
export function fieldProblems(error: z.core.$ZodError): string {
  const problems = error.issues.slice(0, MOST_PROBLEMS).map(({ code, path, message }) => {
    const what = code === 'invalid_type' ? 'is missing or of the wrong type' : message;
    return `${pathText(path)}: ${what}`;
  });
  return problems.join('; ');
}

/** A path in words; names that are not ours are the sender's, and may be anybody's. */
export function pathText(path: readonly PropertyKey[]): string {
  const steps = path.slice(0, MOST_STEPS).map((step) => {
    if (typeof step === 'number') return String(step);
    const name = String(step);
    return isKnownField(name) ? name : `<name of ${name.length}>`;
  });
  return [...steps, ...(path.length > MOST_STEPS ? ['..'] : [])].join('.') || 'the whole';
}

/** Of a choice, what is wrong with the branch that was most likely meant: the right type, and the fewest wrong places. */
function likeliest(issue: z.core.$ZodIssue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.filter(
    (branch) => !branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const fewest = Math.min(...meant.map(places));
  const [only, ...others] = meant.filter((branch) => places(branch) === fewest);
  if (!only || others.length > 0) return [issue];
  return only.map(({ code, path }) => ({ code, path: [...issue.path, ...path] }));
}

/** A value of another type breaks rules about its length, too: that is one place. */
const places = (branch: readonly Issue[]): number => new Set(branch.map(({ path }) => pathText(path))).size;
