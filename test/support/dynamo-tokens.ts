import { notSupported, validationError } from './dynamo-errors.ts';
import type { GivenValue, Placeholders } from './dynamo-placeholders.ts';
import { isReserved } from './dynamo-reserved-words.ts';

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const MAX_EXPRESSION_BYTES = 4096;
const TOKEN = /\s*([#:]?[0-9a-zA-Z_]+|<>|<=|>=|[=<>(),+\-.[\]])/y;
const NAME = /^(#[0-9a-zA-Z_]+|[a-zA-Z][0-9a-zA-Z_]*)$/;

/** The expressions a request may carry, under the names DynamoDB uses in its messages. */
export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

/** An expression to read: its text, which of the request's it is, and what its placeholders stand for. */
export interface Source {
  readonly kind: ExpressionKind;
  readonly text: string;
  readonly placeholders: Placeholders;
}

/** Reads an expression token by token. Keywords match in any case; function names only in lower case. */
export interface Cursor {
  /** The coming token, or one `ahead` of it; empty at the end. */
  peek(ahead?: number): string;
  /** Whether the coming token is this word or sign; if so, passes it. */
  accept(word: string): boolean;
  /** Passes this word or sign, or throws. */
  expect(word: string): void;
  /** Passes any token and gives it. */
  next(): string;
  /** Passes the name of a top-level attribute and gives it resolved. */
  attribute(): string;
  /** Passes a `:value` and gives what holds it, or gives `undefined` and stays. */
  value(): Readonly<GivenValue> | undefined;
  /** Refuses the expression. */
  fail(reason: string): never;
}

function tokensOf({ kind, text }: Source): readonly string[] {
  if (text.trim() === '') throw validationError(`Invalid ${kind}: The expression can not be empty;`);
  if (Buffer.byteLength(text) > MAX_EXPRESSION_BYTES) {
    throw validationError(`Invalid ${kind}: Expression size has exceeded the maximum allowed size;`);
  }
  const tokens: string[] = [];
  const source = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(source)?.[1];
    if (token === undefined) {
      throw validationError(`Invalid ${kind}: Syntax error; near: "${source.slice(from, from + 12)}"`);
    }
    tokens.push(token);
  }
  return tokens;
}

function resolved(token: string, { kind, placeholders }: Source): string {
  if (!token.startsWith('#')) {
    if (!isReserved(token)) return token;
    throw validationError(
      `Invalid ${kind}: Attribute name is a reserved keyword; reserved keyword: ${token}`,
    );
  }
  const name = placeholders.name(token);
  if (name !== undefined) return name;
  throw validationError(
    `Invalid ${kind}: An expression attribute name used in the document path is not defined; attribute name: ${token}`,
  );
}

function resolvedValue(token: string, { kind, placeholders }: Source): Readonly<GivenValue> {
  const value = placeholders.value(token);
  if (value !== undefined) return value;
  throw validationError(
    `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${token}`,
  );
}

/** Splits an expression into tokens. Throws for an empty or overlong one and for signs it cannot read. */
export function cursor(source: Source): Cursor {
  const tokens = tokensOf(source);
  let at = 0;
  const peek = (ahead = 0) => tokens[at + ahead] ?? '';
  const fail = (reason: string): never => {
    throw validationError(`Invalid ${source.kind}: ${reason}`);
  };
  const accept = (word: string) => {
    const found = peek().toUpperCase() === word;
    if (found) at += 1;
    return found;
  };
  const next = () => tokens[at++] ?? fail('Syntax error; unexpected end of the expression');
  return {
    peek,
    accept,
    next,
    fail,
    expect(word) {
      if (!accept(word)) fail(`Syntax error; token: "${peek() || '<EOF>'}", expected: "${word}"`);
    },
    attribute() {
      const token = next();
      if (!NAME.test(token)) return fail(`Syntax error; token: "${token}", expected an attribute name`);
      if (['.', '['].includes(peek())) throw notSupported('attributes inside lists and maps in expressions');
      return resolved(token, source);
    },
    value: () => (peek().startsWith(':') ? resolvedValue(next(), source) : undefined),
  };
}
