import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RejectedError } from '../../functions/errors.ts';
import { isFlawed, MOST_BYTES, strictJson } from '../../functions/runtime/strict-json.ts';
import { NO_JSON, TOO_MUCH, TWO_READINGS } from '../support/hostile-texts.ts';
import { validAlert } from '../support/hostile-workers.ts';

/** The reason a text is refused with; `undefined` when it is taken. */
function reasonFor(text: string): string | undefined {
  try {
    strictJson(text);
    return undefined;
  } catch (error) {
    if (error instanceof RejectedError) return error.reason;
    throw error;
  }
}

describe('strict JSON', () => {
  it.each([...TWO_READINGS, ...TOO_MUCH, ...NO_JSON])('refuses $name and tells why', ({ make, tells }) => {
    const reason = reasonFor(make(validAlert('alert-1')));

    expect(reason).toMatch(/^malformed: /);
    expect(reason).toContain(tells);
    expect(reason!.length).toBeLessThanOrEqual(200);
  });

  it.each([
    ['the largest exact integer', '{"n":9007199254740991,"m":-9007199254740991}'],
    ['a large measurement', '{"n":6.02214076e23}'],
    ['twenty levels', '['.repeat(20) + ']'.repeat(20)],
    ['two hundred fields', JSON.stringify(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [n, n])))],
    ['one name in two objects', '[{"a":1},{"a":1,"b":{"a":2}}]'],
    ['an emoji, plain and escaped', '{"a":"😀 \\ud83d\\ude00"}'],
    ['a replacement character the sender means', '{"a":"\\ufffd"}'],
    ['a trace of 100,000 characters', `{"telemetryData":{"trace":"${'x'.repeat(100_000)}"}}`],
    ['as much as fits', `{"telemetryData":"${'x'.repeat(MOST_BYTES - 20)}"}`],
    ['forbidden names as values', '{"a":["__proto__","constructor"]}'],
    ['a quote and a brace in a text', '{"a\\"{":"}\\\\","b":"[,:"}'],
    ['a bare value', ' "x" '],
  ])('takes %s', (_, text) => {
    expect(strictJson(text)).toEqual(JSON.parse(text));
  });

  it('tells the place in names of ours, and only the length of others', () => {
    const text = '{"telemetryData":{"unit":"c","Ada Sample":[0,{"currentValue":1e400}]}}';

    expect(reasonFor(text)).toBe('malformed: telemetryData.<name of 10>.1.currentValue (number too large)');
  });

  it('replaces only what is flawed in a list', () => {
    const read = strictJson('[{"a":1},{"sensorId":1,"sensorId":2},{"a":9007199254740993},2]');

    expect(read).toEqual([{ a: 1 }, expect.anything(), expect.anything(), 2]);
    const [, twice, inexact] = read as unknown[];
    expect(isFlawed(twice) && twice.reason).toBe('malformed: sensorId (a name twice)');
    expect(isFlawed(inexact) && inexact.reason).toBe('malformed: <name of 1> (integer not exact)');
  });

  it('cannot be told by JSON that something is flawed', () => {
    const [read] = strictJson('[{"reason":"x","element":1}]') as unknown[];

    expect(isFlawed(read)).toBe(false);
  });

  it('reads what JSON.parse reads, or refuses it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.nat(3), (text, indent) => {
        const spaced = JSON.stringify({ value: JSON.parse(text) }, null, indent);
        if (reasonFor(spaced) === undefined) expect(strictJson(spaced)).toEqual(JSON.parse(spaced));
      }),
    );
  });

  it('takes every number that survives being read', () => {
    const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger());

    fc.assert(
      fc.property(
        number,
        (value) =>
          reasonFor(JSON.stringify({ value })) === undefined || value > 2 ** 53 || value < -(2 ** 53),
      ),
    );
  });

  it('never fails in another way, whatever the text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '\\u',
      'd800',
      '1e999',
      '-',
      '"a"',
      'null',
      ' ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );

    fc.assert(
      fc.property(text, (any) => {
        reasonFor(any);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes time in proportion to the text, however it is nested', () => {
    const texts = [
      '['.repeat(130_000) + ']'.repeat(130_000),
      `[${'[1e400],'.repeat(30_000)}1]`,
      `${'['.repeat(60_000)}${'1e400,'.repeat(20_000)}1${']'.repeat(60_000)}`,
      `{"a":"${'\\\\'.repeat(60_000)}"}`,
      `{"a":[${'{"b":1,"b":2},'.repeat(15_000)}1]}`,
    ];

    const startedAt = performance.now();
    for (const text of texts) strictJson(`[${text}]`);

    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});
