import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { run } from './machine.ts';

/** A process of its own, because mutants are loaded by Node itself. */
function judged(...args: readonly string[]): string {
  const script = join(import.meta.dirname, 'judge.ts');
  try {
    return execFileSync(process.execPath, [script, ...args], { encoding: 'utf8', timeout: 120_000 });
  } catch (error) {
    return String(Reflect.get(Object(error), 'stdout') || error);
  }
}

describe('the life of a profile', () => {
  it('keeps its rules in runs with lost, late, doubled and refused everything', async () => {
    const found = [];
    for (let seed = 1; seed <= 30; seed++) found.push(...(await run(seed)));

    expect(found).toEqual([]);
  }, 60_000);

  it('goes the same way for the same seed', async () => {
    expect(await run(7)).toEqual(await run(7));
  }, 20_000);

  it('with any of the named mistakes breaks a rule in some run', () => {
    expect(judged('mutants', '20')).toBe('');
  }, 120_000);
});
