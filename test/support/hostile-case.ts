/** One way in which a message can be bad. */
export interface HostileCase {
  readonly name: string;
  /** The bad text, made from a valid message. */
  make(valid: Readonly<Record<string, unknown>>): string;
  /** What the reason it is kept under must tell: a field, or the circumstance. */
  readonly tells: string;
}

/** A case whose text is JSON: another value in place of the valid one. */
export function hostileValue(
  name: string,
  tells: string,
  change: (valid: Readonly<Record<string, unknown>>) => unknown,
): HostileCase {
  return { name, tells, make: (valid) => JSON.stringify(change(valid)) };
}

/** The valid message with another field put in front of its own, both as they are written. */
export const withField = (valid: object, name: string, value: string): string =>
  `{${name}:${value},${JSON.stringify(valid).slice(1)}`;
