/** Whether a value is what it should be. Takes anything and throws nothing. */
export type Shape = (value: unknown) => boolean;

export const isText: Shape = (value) => typeof value === 'string';
export const isFlag: Shape = (value) => typeof value === 'boolean';
export const isCount: Shape = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

/** A date that is one. */
export const isInstant: Shape = (value) => value instanceof Date && !Number.isNaN(value.getTime());

/** ISO 3166-1 alpha-2 or ISO 3166-2. */
export const isRegion: Shape = (value) =>
  typeof value === 'string' && /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/.test(value);

export const isOneOf =
  (...values: readonly unknown[]): Shape =>
  (value) =>
    values.includes(value);

export const isNullOr =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);

export const isAbsentOr =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined || shape(value);

/** Every place of the list is looked at, so that a hole counts as `undefined`. */
export const isListOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && Array.from<unknown>(value).every(shape);

export const isObjectOf =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value) =>
    isObject(value) && flawOf(value, fields) === undefined;

/** An object used as a dictionary. */
export const isRecordOf =
  (shape: Shape): Shape =>
  (value) =>
    isObject(value) && Object.values(value).every(shape);

/** The first field that is not what it should be. Fields that are not named may be anything. */
export function flawOf(value: object, fields: Readonly<Record<string, Shape>>): string | undefined {
  for (const name in fields) {
    if (!fields[name]?.(Reflect.get(value, name))) return name;
  }
  return undefined;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
