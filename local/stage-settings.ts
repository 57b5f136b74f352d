import { StageError } from '../lib/stage.ts';

/** One `path=value`: a dotted path and a value that is JSON if it parses, else text. */
export interface Override {
  readonly path: string;
  /** `undefined` takes the setting away. */
  readonly value: unknown;
}

/** Reads `path=value`. @throws {StageError} when there is no `=` or no path */
export function parseOverride(text: string): Override {
  const at = text.indexOf('=');
  if (at < 1) throw new StageError('local', [`--set ${text}: write path=value`]);
  return { path: text.slice(0, at), value: jsonOrText(text.slice(at + 1)) };
}

/** A block with some settings replaced; parents that are missing are made, and the parser judges the result. */
export function withOverrides(
  block: Record<string, unknown>,
  overrides: readonly Override[],
): Record<string, unknown> {
  const settings = structuredClone(block);
  for (const { path, value } of overrides) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    let at: Record<string, unknown> = settings;
    for (const name of names) {
      const next = at[name];
      at = isRecord(next) ? next : place(at, name, {});
    }
    if (value === undefined) delete at[last];
    else place(at, last, structuredClone(value));
  }
  return settings;
}

/** The value at a dotted path of a block; `undefined` where there is none. */
export function settingAt(block: Record<string, unknown>, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined), block);
}

function place<T>(into: Record<string, unknown>, name: string, value: T): T {
  Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
  return value;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
