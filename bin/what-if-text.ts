import type { Change, Difference, Verdict } from './what-if.ts';

const KINDS: readonly Change['kind'][] = ['added', 'removed', 'moved'];

/** More of one kind than this are only counted. */
const MOST_SHOWN = 20;

/** A difference for a person: counts by kind and by rule, then the decisions themselves. */
export function differenceText({
  replayed,
  withoutDecision,
  decidedUnderAnother,
  changes,
}: Difference): string {
  const counts = [
    `${replayed} decisions replayed`,
    ...(withoutDecision > 0 ? [`${withoutDecision} stories without one`] : []),
    ...(decidedUnderAnother > 0
      ? [`${decidedUnderAnother} decided under another policy than the stage has now`]
      : []),
  ].join(', ');
  if (changes.length === 0) return `${counts}\nno difference`;
  return [
    counts,
    ...KINDS.map((kind) => countLine(kind, changes)),
    ...KINDS.flatMap((kind) => listed(kind, changes)),
  ].join('\n');
}

const ofKind = (kind: Change['kind'], changes: readonly Change[]): readonly Change[] =>
  changes.filter((change) => change.kind === kind);

function countLine(kind: Change['kind'], changes: readonly Change[]): string {
  const same = ofKind(kind, changes);
  const rules = Object.entries(byRule(same)).map(([rule, count]) => `${rule} ${count}`);
  return `  ${kind.padEnd(8)}${String(same.length).padStart(6)}   ${rules.join(', ')}`.trimEnd();
}

/** How many changes each rule has a part in, the most first. */
export function byRule(changes: readonly Change[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const rule of changes.flatMap(({ rules }) => rules)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a));
}

function listed(kind: Change['kind'], changes: readonly Change[]): string[] {
  const same = ofKind(kind, changes);
  if (same.length === 0) return [];
  const rest = same.length - MOST_SHOWN;
  return [
    kind,
    ...same.slice(0, MOST_SHOWN).map(changeLine),
    ...(rest > 0 ? [`  and ${rest} more: --json lists all`] : []),
  ];
}

const changeLine = ({ key, at, before, after, rules }: Change): string =>
  `  ${at.toISOString()}  ${key}  ${verdictText(before)} -> ${verdictText(after)}  (${rules.join(', ')})`;

function verdictText({ reason, validUntil, nextAllowedAt }: Verdict): string {
  if (reason === 'allowed') return validUntil ? `allowed until ${validUntil.toISOString()}` : 'allowed';
  return nextAllowedAt ? `${reason} until ${nextAllowedAt.toISOString()}` : reason;
}
