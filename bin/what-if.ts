import * as z from 'zod';
import { replay } from '../functions/compliance/decision-record.ts';
import type { Permission } from '../functions/compliance/permission.ts';
import { policyFor, type StagePolicies } from '../functions/compliance/stage-policy.ts';
import { Decision } from '../functions/messages/alert-facts.ts';

/** One decision of a story. */
export interface RecordedDecision {
  readonly key: string;
  readonly decision: Decision;
}

/** One decision that other rules would make otherwise. */
export interface Change {
  readonly key: string;
  readonly at: Date;
  /** `added`: a call that was refused; `removed`: one that was made; `moved`: the same verdict, but other times or reason. */
  readonly kind: 'added' | 'removed' | 'moved';
  readonly before: Verdict;
  readonly after: Verdict;
  /** The rules that make the difference: those whose word is another, or the reason where it is none. */
  readonly rules: readonly string[];
}

/** What of a permission people compare. */
export interface Verdict {
  readonly reason: Permission['reason'];
  readonly validUntil?: Date;
  readonly nextAllowedAt?: Date | null;
}

/** What a change of the rules would have done. */
export interface Difference {
  /** Decisions that could be replayed. */
  readonly replayed: number;
  /** Stories without one: nothing was decided, or what was asked is not kept. */
  readonly withoutDecision: number;
  /** Decisions made under another policy than the one they are compared with. */
  readonly decidedUnderAnother: number;
  readonly changes: readonly Change[];
}

const Story = z.looseObject({ idempotencyKey: z.string(), decision: z.unknown().optional() });

/** One line of a file of stories; `decision` is absent where the story has none that can be replayed. */
export function storyLine(line: string): { readonly key: string; readonly decision?: Decision } | undefined {
  const story = Story.safeParse(parsed(line)).data;
  if (!story) return undefined;
  const decision = Decision.safeParse(story.decision).data;
  return { key: story.idempotencyKey, ...(decision?.asked && { decision }) };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What other rules would make of one decision. */
export interface Comparison {
  readonly change?: Change;
  /** It was made under another policy than the one it is compared with. */
  readonly isFromAnother: boolean;
}

/** Replays one decision under two sets of rules. Pure. */
export function compared(
  { key, decision }: RecordedDecision,
  now: StagePolicies,
  then: StagePolicies,
): Comparison {
  const [before, after] = [now, then].map((rules) => replayed(decision, rules));
  const isFromAnother = before?.versions.policy !== decision.policy;
  if (!before || !after || sameVerdict(before, after)) return { isFromAnother };
  const kind = before.allowed === after.allowed ? 'moved' : after.allowed ? 'added' : 'removed';
  const verdicts = { before: verdictOf(before), after: verdictOf(after), rules: rulesBehind(before, after) };
  return { isFromAnother, change: { key, at: decision.at, kind, ...verdicts } };
}

function replayed(decision: Decision, rules: StagePolicies): Permission | undefined {
  return decision.asked && replay(decision, policyFor(rules, decision.asked.purpose));
}

const verdictOf = ({ reason, validUntil, nextAllowedAt }: Permission): Verdict => ({
  reason,
  ...(validUntil && { validUntil }),
  ...(nextAllowedAt !== undefined && { nextAllowedAt }),
});

const sameVerdict = (a: Permission, b: Permission): boolean =>
  JSON.stringify(verdictOf(a)) === JSON.stringify(verdictOf(b));

function rulesBehind(before: Permission, after: Permission): readonly string[] {
  const words = ({ rulesApplied, caps }: Permission): Map<string, string> =>
    new Map([
      ...rulesApplied.map(({ id, outcome }): [string, string] => [id, outcome]),
      ...caps.map(({ id, resetsAt }): [string, string] => [id, resetsAt === undefined ? 'open' : 'full']),
    ]);
  const [was, is] = [words(before), words(after)];
  const differing = [...new Set([...was.keys(), ...is.keys()])].filter((id) => was.get(id) !== is.get(id));
  if (differing.length > 0) return differing;
  const hours = after.rulesApplied.map(({ id }) => id);
  const aboutHours = [before.reason, after.reason].every((reason) =>
    ['allowed', 'outside_window'].includes(reason),
  );
  return aboutHours && hours.length > 0 ? hours : [after.allowed ? before.reason : after.reason];
}
