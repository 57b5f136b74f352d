import { validationError } from './dynamo-errors.ts';

// Up to 38 significant digits, magnitude 1E-130 to 9.99E+125:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
const MAX_DIGITS = 38;
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;
const SYNTAX = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** What nearly every number is: an integer that needs no exact arithmetic of ours. */
const PLAIN = /^(?:0|-?[1-9]\d{0,14})$/;

interface Decimal {
  /** Without trailing zeros; the number is `digits * 10 ** power`. */
  readonly digits: bigint;
  readonly power: number;
}

function trimmed(digits: bigint, power: number): Decimal {
  if (digits === 0n) return { digits, power: 0 };
  const zeros = /0*$/.exec(digits.toString())?.[0].length ?? 0;
  return { digits: digits / 10n ** BigInt(zeros), power: power + zeros };
}

function decimal(text: string): Decimal {
  const [, sign = '', whole, fraction = '', exponent = '0'] = SYNTAX.exec(text) ?? [];
  if (whole === undefined) {
    throw validationError(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  return trimmed(BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`), Number(exponent) - fraction.length);
}

function inRange(value: Decimal): Decimal {
  const length = value.digits.toString().replace('-', '').length;
  const exponent = value.digits === 0n ? 0 : value.power + length - 1;
  if (exponent > MAX_EXPONENT) throw validationError('Number overflow');
  if (exponent < MIN_EXPONENT) throw validationError('Number underflow');
  if (length > MAX_DIGITS)
    throw validationError('Attempting to store more than 38 significant digits in a Number');
  return value;
}

function text({ digits, power }: Decimal): string {
  if (power >= 0) return `${digits}${'0'.repeat(power)}`;
  const sign = digits < 0n ? '-' : '';
  const padded = digits
    .toString()
    .replace('-', '')
    .padStart(1 - power, '0');
  return `${sign}${padded.slice(0, power)}.${padded.slice(power)}`;
}

function aligned(left: string, right: string): { a: bigint; b: bigint; power: number } {
  const [x, y] = [decimal(left), decimal(right)];
  const power = Math.min(x.power, y.power);
  const scaled = (value: Decimal) => value.digits * 10n ** BigInt(value.power - power);
  return { a: scaled(x), b: scaled(y), power };
}

/** The spelling DynamoDB gives back: no exponent, no needless zeros. Throws outside its range. */
export function canonicalNumber(value: string): string {
  if (PLAIN.test(value)) return value;
  return text(inRange(decimal(value)));
}

/** Negative, zero or positive, by value: "10" is after "9", and "1.0" equals "1". */
export function compareNumbers(left: string, right: string): number {
  if (PLAIN.test(left) && PLAIN.test(right)) return Number(left) - Number(right);
  const { a, b } = aligned(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Exact sum or difference. Throws when it leaves DynamoDB's range. */
export function addNumbers(left: string, right: string, sign: 1 | -1 = 1): string {
  if (PLAIN.test(left) && PLAIN.test(right)) return String(Number(left) + sign * Number(right));
  const { a, b, power } = aligned(left, right);
  return text(inRange(trimmed(sign === 1 ? a + b : a - b, power)));
}

/** Approximate bytes: one per two digits and one more, as AWS documents it; a minus sign takes one too. */
export function numberSize(value: string): number {
  if (PLAIN.test(value)) return plainSize(value);
  const { digits } = decimal(value);
  const length = digits.toString().replace('-', '').length;
  return Math.ceil(length / 2) + 1 + (digits < 0n ? 1 : 0);
}

/** As above; trailing zeros are no digits of the number. */
function plainSize(value: string): number {
  const sign = value.startsWith('-') ? 1 : 0;
  const digits = value.length - sign - (/0+$/.exec(value)?.[0].length ?? 0);
  return Math.ceil((value === '0' ? 1 : digits) / 2) + 1 + sign;
}
