/** Something that JSON allows and we do not. */
export interface JsonFlaw {
  /** Field names and array indexes from the outside in; names are the sender's. */
  readonly path: readonly (string | number)[];
  /** Our own words. */
  readonly what: string;
}

/** Deeper than any sensor's telemetry; what is deeper could exhaust the stack of whoever walks it. */
const DEEPEST = 20;

/** Fields of one object. */
const MOST_NAMES = 200;

/** UTF-16 units, escapes counted as written. Below `telemetryData` a text may be as long as the message. */
const LONGEST_TEXT = 4096;
const LONGEST_NAME = 256;
const ROOMY_FIELD = 'telemetryData';

/** Names that reach the prototype when somebody copies the object with care for nothing. */
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** The tokens of text that is known to be JSON. Linear: no part of it can match in two ways. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

/** An object or array that is open. `at`: the name or index the walk stands at. */
interface Open {
  readonly isArray: boolean;
  readonly names: Set<string>;
  at: string | number;
  isNamed: boolean;
}

/** Walks text that `JSON.parse` has taken, and gives whatever it hides: what is lost or changed by parsing. */
export function* jsonFlaws(text: string): Generator<JsonFlaw> {
  const open: Open[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const what = flawAt(token, open);
    // A name is part of its own path; an object or array is not yet.
    if (!isOpening(token)) move(token, open);
    if (what !== undefined) yield { path: open.map(({ at }) => at), what };
    if (isOpening(token)) open.push({ isArray: token === '[', names: new Set(), at: 0, isNamed: false });
  }
}

function flawAt(token: string, open: readonly Open[]): string | undefined {
  const inner = open.at(-1);
  // Whatever is deeper has been named once and is not looked at, or its paths would cost the square of its depth.
  if (open.length > DEEPEST || /^[\]},:]$/.test(token)) return undefined;
  if (isOpening(token)) return open.length === DEEPEST ? 'nested too deeply' : undefined;
  if (!token.startsWith('"')) return numberFlaw(token);
  if (expectsName(inner)) return nameFlaw(token, inner);
  const isRoomy = open.some(({ at }) => at === ROOMY_FIELD);
  return token.length - 2 > LONGEST_TEXT && !isRoomy ? 'text too long' : textFlaw(token, textOf(token));
}

function move(token: string, open: Open[]): void {
  const inner = open.at(-1);
  if (token === ']' || token === '}') {
    open.pop();
  } else if (token === ',' && inner) {
    if (typeof inner.at === 'number') inner.at += 1;
    inner.isNamed = false;
  } else if (token !== ':' && expectsName(inner)) {
    inner.at = textOf(token);
    inner.isNamed = true;
    inner.names.add(inner.at);
  }
}

const isOpening = (token: string): boolean => token === '[' || token === '{';

const expectsName = (inner: Open | undefined): inner is Open =>
  inner !== undefined && !inner.isArray && !inner.isNamed;

function nameFlaw(token: string, { names }: Open): string | undefined {
  if (token.length - 2 > LONGEST_NAME) return 'name too long';
  const name = textOf(token);
  if (FORBIDDEN_NAMES.has(name)) return `name ${name}`;
  if (names.has(name)) return 'a name twice';
  if (names.size === MOST_NAMES) return 'too many names';
  return textFlaw(token, name);
}

/**
 * Bytes that are no UTF-8 reach us as raw U+FFFD, and so does a sender's own loss. Who means the character writes
 * it as the escape `\ufffd`, which is taken.
 */
function textFlaw(token: string, text: string): string | undefined {
  if (!text.isWellFormed()) return 'half a surrogate pair';
  return token.includes('\ufffd') ? 'bytes that are not UTF-8' : undefined;
}

function numberFlaw(token: string): string | undefined {
  const value = Number(token);
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return 'number too large';
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(value) ? 'integer not exact' : undefined;
}

const textOf = (token: string): string =>
  token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
