import type { Mutant } from '../machine.ts';
import { mutant, mutantOf } from '../mutants-of.ts';

const CONDITIONS = 'functions/adapters/ledger-conditions.ts';
const TABLE = 'functions/adapters/ledger-table.ts';

/** No condition but that there is something to write to. */
const ANYWAY = `when: 'attribute_exists(#pk)',`;

const RETURN_GRANT = `      wait: returned.reason,
    },
    when: '#attempt = :mine AND #st = :PLACING',
    values: mine(alert),`;

const returnGrantWhen = (fenced: string): string => `      wait: returned.reason,
    },
    when: ${fenced} ? '#attempt = :mine AND #st = :PLACING' : '#st = :PLACING',
    values: ${fenced} ? mine(alert) : {},`;

/** Conditions that are left out of the alert's writes. */
export const WRITE_MUTANTS: readonly Mutant[] = [
  mutant(
    'P1 unfenced',
    CONDITIONS,
    RETURN_GRANT,
    `      wait: returned.reason,
    },
    ${ANYWAY}`,
  ),
  mutant(
    'P1 (refused) without attempt',
    CONDITIONS,
    RETURN_GRANT,
    returnGrantWhen(`returned.reason === 'not_sent'`),
  ),
  mutant(
    'P1 (not sent) without attempt',
    CONDITIONS,
    RETURN_GRANT,
    returnGrantWhen(`returned.reason !== 'not_sent'`),
  ),
  mutant(
    'P2 unfenced',
    CONDITIONS,
    `when: '#attempt = :mine AND #st IN (:PLACING, :UNCERTAIN)',
    values: mine(alert),`,
    ANYWAY,
  ),
  mutant(
    'evidence reopens a case',
    CONDITIONS,
    '#st IN (:PLACING, :UNCERTAIN)',
    '#st IN (:PLACING, :UNCERTAIN, :CASE_PENDING, :CASED)',
  ),
  mutant(
    'grant unconditional',
    CONDITIONS,
    `log: alert.transitions.length < LONGEST_STORY ? steps : [],
    when: '#ver = :was AND #st = :OPEN',
    values: { was: alert.version },`,
    `log: alert.transitions.length < LONGEST_STORY ? steps : [],
    ${ANYWAY}`,
  ),
  mutantOf(
    'recovery without ver',
    {
      file: CONDITIONS,
      find: `add: { ver: 1, hints: 1 },
    when: '#ver = :was AND #st = :OPEN',
    values: { was: alert.version },`,
      replace: `add: { ver: 1, hints: 1 },
    ${ANYWAY}`,
    },
    {
      file: CONDITIONS,
      find: `when: '#ver = :was AND #st = :PLACING',
    values: { was: alert.version },`,
      replace: ANYWAY,
    },
    {
      file: CONDITIONS,
      find: `set: { why: 'unconfirmed', decidedAt: now.getTime() },
    when: '#ver = :was AND #st = :UNCERTAIN',
    values: { was: alert.version },`,
      replace: `set: { why: 'unconfirmed', decidedAt: now.getTime() },
    ${ANYWAY}`,
    },
  ),
  mutant(
    'divert without ver',
    CONDITIONS,
    `set: refusalFields(refusal),
    when: '#ver = :was AND #st = :OPEN',
    values: { was: alert.version },`,
    `set: refusalFields(refusal),
    ${ANYWAY}`,
  ),
  mutant(
    'unconditional admission',
    TABLE,
    `        Item: item,
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },`,
    '        Item: item,',
  ),
  mutantOf(
    'no writer token',
    {
      file: TABLE,
      find: 'return applied || item.tok?.S === ours ?',
      replace: 'return applied ?',
    },
    {
      file: TABLE,
      find: 'return ours !== undefined && there?.tok?.S === ours ? undefined : there;',
      replace: 'return there;',
    },
  ),
];
