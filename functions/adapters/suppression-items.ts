import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { ConsentChange, PhoneNumber } from '../messages/suppression.ts';
import type {
  ConsentInForce,
  ConsentWord,
  OptOut,
  Said,
  Standing,
  Subject,
  SuppressionInForce,
} from '../ports/suppressions.ts';

/**
 * One item a subject. For each kind of word (`s` no calls, `c` consent) and scope three attributes: `<kind>@<scope>` when
 * it was said, `<kind><<scope>` until when it holds (0: no longer; FOR_GOOD: no end), both epoch ms, and `<kind>|<scope>`
 * who said so and why.
 */
type Item = Readonly<Record<string, AttributeValue>>;
export type Write = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** The last instant a `Date` can hold. */
const FOR_GOOD = 8.64e15;

/**
 * Keys of a subject's items. A number begins with `%2B`, which no customer id can contain, so the two never meet. What a
 * CRM calls a number and is none can have no opt-out.
 */
export const subjectKeys = ({ phoneE164, customerId }: Subject): readonly string[] =>
  [PhoneNumber.safeParse(phoneE164).data, customerId]
    .filter((id) => id !== undefined)
    .map((id) => `SUPPRESS#${encodeURIComponent(id)}`);

/** The key of a number that is kept under a reference. */
export const numberKey = (reference: string): string => `NUMBER#${encodeURIComponent(reference)}`;

/** No calls: of two words of one instant the longer ban counts. */
export const suppressing = (optOut: OptOut): Write =>
  write('s', optOut, { until: optOut.until?.getTime() ?? FOR_GOOD, sameInstant: '#until < :until' });

/** Calls again: never instead of a ban of the same instant. */
export const lifting = (said: Said): Write => write('s', said, { until: 0 });

/** Consent: of two words of one instant the one that gives less counts. */
export const consenting = (word: ConsentWord): Write =>
  write('c', word, {
    until: word.level === 'revoked' ? 0 : (word.until?.getTime() ?? FOR_GOOD),
    sameInstant: '#until > :until',
    level: word.level,
  });

function write(
  kind: 's' | 'c',
  { scope, at, source, reason }: Said,
  { until, sameInstant, level }: { until: number; sameInstant?: string; level?: ConsentChange },
): Write {
  const newer = 'attribute_not_exists(#at) OR #at < :at';
  return {
    UpdateExpression: 'SET #at = :at, #until = :until, #said = :said',
    ConditionExpression: sameInstant === undefined ? newer : `${newer} OR (#at = :at AND ${sameInstant})`,
    ExpressionAttributeNames: {
      '#at': `${kind}@${scope}`,
      '#until': `${kind}<${scope}`,
      '#said': `${kind}|${scope}`,
    },
    ExpressionAttributeValues: {
      ':at': { N: String(at.getTime()) },
      ':until': { N: String(until) },
      ':said': { S: JSON.stringify({ source, reason, level }) },
    },
  };
}

const SaidText = z.object({ level: z.optional(ConsentChange) });

/** What the items of a subject say at an instant. */
export function standingOf(items: readonly Item[], now: Date): Standing {
  const words = items.flatMap(wordsOf);
  return {
    suppressions: words.flatMap(({ kind, ...word }) => (kind === 's' ? suppressionOf(word, now) : [])),
    consents: words.flatMap(({ kind, ...word }) => (kind === 'c' ? consentOf(word, now) : [])),
  };
}

interface Word {
  readonly scope: string;
  readonly at: Date;
  readonly untilMs: number;
  readonly said: string;
}

function wordsOf(item: Item): (Word & { readonly kind: string })[] {
  return Object.keys(item).flatMap((name) => {
    const [, kind = '', scope = ''] = /^([sc])@(.+)$/s.exec(name) ?? [];
    if (kind === '') return [];
    const number = (mark: string): number => Number(item[`${kind}${mark}${scope}`]?.N);
    const said = item[`${kind}|${scope}`]?.S ?? '{}';
    return [{ kind, scope, at: new Date(number('@')), untilMs: number('<'), said }];
  });
}

function suppressionOf({ scope, at, untilMs }: Word, now: Date): SuppressionInForce[] {
  if (untilMs <= now.getTime()) return [];
  return [{ scope, at, until: untilMs === FOR_GOOD ? null : new Date(untilMs) }];
}

function consentOf({ scope, at, untilMs, said }: Word, now: Date): ConsentInForce[] {
  const level = SaidText.parse(JSON.parse(said)).level ?? 'revoked';
  const ended = level !== 'revoked' && untilMs <= now.getTime();
  return ended ? [] : [{ scope, level, at }];
}
