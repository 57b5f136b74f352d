import { RejectedError } from '../errors.ts';
import { type JsonFlaw, jsonFlaws } from './json-flaws.ts';
import { malformed, pathText } from './malformed.ts';

/** Largest message we read, bytes: a quarter of what SQS takes, and room for 10 alerts with rich telemetry. */
export const MOST_BYTES = 256 * 1024;

const ELEMENT = Symbol('an element that must not be used');

/** Stands in a top-level array for an element that must not be used; its neighbours may. */
export interface FlawedElement {
  readonly [ELEMENT]: true;
  /** What is wrong with it: names of ours and circumstances, never a value. */
  readonly reason: string;
  /** As it was read; only for masking. */
  readonly element: unknown;
}

/**
 * Reads JSON that two readers cannot understand differently: no name twice, no number that changes when it is read,
 * no broken text, no name that means something to JavaScript, and small enough for whoever walks it. In a top-level
 * array only the flawed elements are replaced, each by a `FlawedElement`.
 * @throws {RejectedError} the reason names the place and the circumstance
 */
export function strictJson(text: string): unknown {
  if (Buffer.byteLength(text) > MOST_BYTES) throw rejected(`larger than ${MOST_BYTES} bytes`);
  const value = parsed(text);
  const isList = Array.isArray(value);
  const flawed = new Map<unknown, string>();
  for (const flaw of jsonFlaws(text)) {
    if (!isList) throw rejected(reasonOf(flaw));
    const [index] = flaw.path;
    if (!flawed.has(index)) flawed.set(index, malformed(reasonOf({ ...flaw, path: flaw.path.slice(1) })));
  }
  if (!isList || flawed.size === 0) return value;
  return value.map((element: unknown, index) => {
    const reason = flawed.get(index);
    return reason === undefined ? element : { [ELEMENT]: true, reason, element };
  });
}

/** Whether a value stands for an element that must not be used. */
export function isFlawed(value: unknown): value is FlawedElement {
  return typeof value === 'object' && value !== null && ELEMENT in value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw rejected('not JSON');
  }
}

const reasonOf = ({ path, what }: JsonFlaw): string => `${pathText(path)} (${what})`;

const rejected = (what: string): RejectedError =>
  new RejectedError(malformed(what), 'the text is not JSON as we read it');
