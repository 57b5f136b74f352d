import { type HostileCase, withField } from './hostile-case.ts';

const ONE_MEBIBYTE = 1024 * 1024;

const field = (name: string, tells: string, key: string, value: string): HostileCase => ({
  name,
  tells,
  make: (valid) => withField(valid, key, value),
});

const text = (name: string, make: HostileCase['make'], tells = 'not JSON'): HostileCase => ({
  name,
  tells,
  make,
});

const nested = (levels: number, value = '1'): string => '['.repeat(levels) + value + ']'.repeat(levels);

/** Text that is no JSON. */
export const NO_JSON: readonly HostileCase[] = [
  text('a sentence', () => 'call me back'),
  text('a half', (valid) => JSON.stringify(valid).slice(0, -5)),
  text('two values', (valid) => JSON.stringify(valid).repeat(2)),
  text('a comma at the end', (valid) => JSON.stringify(valid).replace(/\}$/, ',}')),
  text('single quotes', (valid) => JSON.stringify(valid).replaceAll('"', "'")),
  text('a comment', (valid) => `/* alert */${JSON.stringify(valid)}`),
  text('a byte order mark', (valid) => `\ufeff${JSON.stringify(valid)}`),
  text('a tab in a text', (valid) => withField(valid, '"extra"', '"a\tb"')),
  text('a line end in a text', (valid) => withField(valid, '"extra"', '"a\nb"')),
  text('NaN', (valid) => withField(valid, '"extra"', 'NaN')),
  text('Infinity', (valid) => withField(valid, '"extra"', '-Infinity')),
  text('a leading zero', (valid) => withField(valid, '"extra"', '012')),
  text('hexadecimal', (valid) => withField(valid, '"extra"', '0x1F')),
  text('an unknown escape', (valid) => withField(valid, '"extra"', '"\\x41"')),
  text('XML', () => '<alert><sensorId>1</sensorId></alert>'),
  text('a form', () => 'sensorId=1&customerId=2'),
];

/** Text that is JSON and hides something from whoever parses it. */
export const TWO_READINGS: readonly HostileCase[] = [
  {
    name: 'a field twice',
    tells: 'a name twice',
    make: (valid) => withField(valid, JSON.stringify(Object.keys(valid)[0]), '"other"'),
  },
  {
    name: 'a field twice, once in disguise',
    tells: 'a name twice',
    make: (valid) => {
      const [first = ''] = Object.keys(valid);
      const code = first.charCodeAt(0).toString(16).padStart(4, '0');
      return withField(valid, `"\\u${code}${first.slice(1)}"`, '"other"');
    },
  },
  field('a field twice, further in', 'a name twice', '"extra"', '{"unit":"a","b":[{"unit":"a","unit":"b"}]}'),
  field('1e400', 'number too large', '"extra"', '1e400'),
  field('-1e400 further in', 'number too large', '"extra"', '[0,{"a":-1e400}]'),
  field('2^53 + 1', 'integer not exact', '"extra"', '9007199254740993'),
  field('-2^53 - 1', 'integer not exact', '"extra"', '-9007199254740993'),
  field('a hundred digits', 'integer not exact', '"extra"', '9'.repeat(100)),
  field('a high surrogate alone', 'half a surrogate pair', '"extra"', '"\\ud83d"'),
  field('a low surrogate alone', 'half a surrogate pair', '"extra"', '["a","\\udc00b"]'),
  field('a surrogate alone in a name', 'half a surrogate pair', '"\\ud800"', '1'),
  field('bytes that were not UTF-8', 'bytes that are not UTF-8', '"extra"', '"caf\ufffd"'),
  field('a name that was not UTF-8', 'bytes that are not UTF-8', '"caf\ufffd"', '1'),
  field('__proto__', 'name __proto__', '"__proto__"', '{"isAdmin":true}'),
  field('__proto__ in disguise', 'name __proto__', '"\\u005f_proto__"', '{"isAdmin":true}'),
  field('__proto__ further in', 'name __proto__', '"extra"', '[{"__proto__":{"isAdmin":true}}]'),
  field('constructor', 'name constructor', '"constructor"', '{"prototype":{"isAdmin":true}}'),
  field('prototype', 'name prototype', '"prototype"', '1'),
];

/** Text that is JSON and too much of it. */
export const TOO_MUCH: readonly HostileCase[] = [
  field('arrays just too deep', 'nested too deeply', '"extra"', nested(20)),
  field('arrays a hundred thousand deep', 'nested too deeply', '"extra"', nested(100_000)),
  field('objects too deep', 'nested too deeply', '"extra"', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`),
  field('a hundred thousand deep and worse inside', 'nested too deeply', '"extra"', nested(100_000, '1e400')),
  field(
    'an object of 201 fields',
    'too many names',
    '"extra"',
    JSON.stringify(Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`f${n}`, n]))),
  ),
  field('a name of 300 characters', 'name too long', `"${'n'.repeat(300)}"`, '1'),
  field('a text of 5,000 characters', 'text too long', '"extra"', `"${'x'.repeat(5000)}"`),
  field('300 KiB', 'larger than 262144 bytes', '"extra"', `"${'x'.repeat(300 * 1024)}"`),
  field('1.1 MiB', 'larger than 262144 bytes', '"extra"', `"${'x'.repeat(1.1 * ONE_MEBIBYTE)}"`),
];

/** JSON, but no object. */
export const NO_OBJECT: readonly HostileCase[] = ['1', '"text"', 'null', 'true', '""', '-0'].map((value) =>
  text(`the bare value ${value}`, () => value, 'the whole'),
);
