import { passesLuhn } from './luhn.ts';

/** A text or value without card numbers, and how many there were. */
export interface Masked<T> {
  readonly value: T;
  readonly cards: number;
}

/** Leading digits of the card networks and how long their numbers are (ISO/IEC 7812-1 and the networks' own ranges). */
const NETWORKS: readonly { readonly start: RegExp; readonly lengths: readonly number[] }[] = [
  { start: /^4/, lengths: [13, 16, 19] },
  { start: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { start: /^3[47]/, lengths: [15] },
  { start: /^(?:30[0-59]|3[689])/, lengths: [14, 16, 19] },
  { start: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] },
  { start: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { start: /^62/, lengths: [16, 17, 18, 19] },
];

/** How people group the digits of a card; a number in one piece is no matter of grouping. */
const GROUPINGS: ReadonlySet<string> = new Set(['4-4-4-4', '4-4-4-4-3', '4-6-5', '4-6-4', '4-4-5']);

/** The longest number with a country code (ITU-T E.164). */
const LONGEST_PHONE = 15;

/** Digits with single spaces or dashes between them; a `+` makes the beginning a phone number. */
const RUNS = /\+?\d+(?:[ \u00a0-]\d+)*/g;

/** Names of fields whose values are ids, not text. */
const ID_FIELD = /(?:id|ids|key|ref|reference|hash|uuid)$/i;

/** Deeper than this nothing of ours is. */
const MAX_DEPTH = 64;

/** Free text without card numbers: all but their last four digits are `*`. Ids, instants and phone numbers stay. */
export function maskCards(text: string): Masked<string> {
  let cards = 0;
  const value = text.replace(RUNS, (run: string, at: number) => {
    const found = inText(text, run, at) ? cardsIn(run) : [];
    cards += found.length;
    return found.reduceRight((left, span) => hidden(left, span), run);
  });
  return { value, cards };
}

/** What stands for the value of a field that a stage marks as sensitive. */
const HIDDEN = '***';

/** Names of sensitive fields as they are compared: `Date of birth`, `dateOfBirth` and `date_of_birth` are one. */
const plainName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * A JSON value without card numbers in its texts, names of fields and whole numbers; values of id fields stay.
 * `marked`: names of fields whose values are hidden whole, at any depth.
 */
export function maskCardsIn(value: unknown, marked: readonly string[] = []): Masked<unknown> {
  const sensitive = new Set(marked.map(plainName));
  let cards = 0;
  const text = (from: string): string => {
    const masked = maskCards(from);
    cards += masked.cards;
    return masked.value;
  };
  const walk = (from: unknown, depth: number): unknown => {
    if (depth > MAX_DEPTH) return from;
    if (typeof from === 'string') return text(from);
    if (Array.isArray(from)) return from.map((entry) => walk(entry, depth + 1));
    if (typeof from === 'number' && Number.isSafeInteger(from)) {
      const masked = text(String(from));
      return masked === String(from) ? from : masked;
    }
    if (typeof from !== 'object' || from === null) return from;
    const entries = Object.entries(from).map(([name, entry]) => {
      if (sensitive.has(plainName(name))) return [name, HIDDEN];
      if (ID_FIELD.test(name) && typeof entry !== 'object') return [name, entry];
      return [text(name), walk(entry, depth + 1)];
    });
    return Object.fromEntries(entries);
  };
  return { value: walk(value, 0), cards };
}

/** Digits that are a part of a word, of a longer number or of an id are no text of their own. */
function inText(text: string, run: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at);
  const after = text.slice(at + run.length, at + run.length + 2);
  return (
    !/[\p{L}\p{N}_]$|[\p{L}\p{N}_][-_.]$/u.test(before) &&
    !/^(?:[\p{L}_]|[-_][\p{L}\p{N}_]|\.\d)/u.test(after)
  );
}

/** From where to where in a run of digits, its separators included. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The cards in a run, none overlapping, the longest first where several begin at one place. */
function cardsIn(run: string): readonly Span[] {
  const groups = [...run.matchAll(/\d+/g)].map(({ 0: digits, index }) => ({ digits, index }));
  const isPhone = run.startsWith('+');
  const found: Span[] = [];
  for (let first = 0; first < groups.length; first++) {
    for (let last = Math.min(groups.length, first + 5); last > first; last--) {
      const chosen = groups.slice(first, last);
      const digits = chosen.map((group) => group.digits).join('');
      const country = groups[0]?.digits.length ?? 0;
      const mayBePhone = isPhone && (first === 0 || country + digits.length <= LONGEST_PHONE);
      if (mayBePhone || !isGrouped(chosen.map((group) => group.digits.length)) || !isCard(digits)) continue;
      const end = chosen.at(-1);
      found.push({ from: chosen[0]?.index ?? 0, to: (end?.index ?? 0) + (end?.digits.length ?? 0) });
      first = last - 1;
      break;
    }
  }
  return found;
}

const isGrouped = (lengths: readonly number[]): boolean =>
  lengths.length === 1 || GROUPINGS.has(lengths.join('-'));

const isCard = (digits: string): boolean =>
  NETWORKS.some(({ start, lengths }) => lengths.includes(digits.length) && start.test(digits)) &&
  passesLuhn(digits);

function hidden(run: string, { from, to }: Span): string {
  const card = run.slice(from, to);
  const shown = card.length - 4;
  return run.slice(0, from) + card.slice(0, shown).replace(/\d/g, '*') + card.slice(shown) + run.slice(to);
}
