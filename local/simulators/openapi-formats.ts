const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;
const INT32_MAX = 2 ** 31 - 1;

function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  // Date rolls 30 February over into March instead of refusing it.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

function isDateTime(text: string): boolean {
  const [date, time, ...rest] = text.split(/[Tt]/);
  return date !== undefined && time !== undefined && rest.length === 0 && isDate(date) && TIME.test(time);
}

function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text);
}

function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -INT32_MAX - 1 && value <= INT32_MAX;
}

/**
 * The string and number formats of OpenAPI 3 that the contracts use, in the shape ajv takes.
 * Dates and times are RFC 3339; a format that is not listed here is not checked.
 */
export const openapiFormats = {
  date: isDate,
  'date-time': isDateTime,
  uri: isUri,
  int32: { type: 'number', validate: isInt32 },
  int64: { type: 'number', validate: Number.isInteger },
} as const;
