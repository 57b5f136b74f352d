import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DEFENCES } from '../defences/defences.ts';
import { changed } from '../simulation/mutation.ts';

const TOP = join(import.meta.dirname, '../..');

describe('the list of defences', () => {
  it.each(DEFENCES.map((defence) => [defence.name, defence] as const))(
    '%s: is where it was',
    (_, defence) => {
      const text = readFileSync(join(TOP, defence.file), 'utf8');

      expect(changed(text, defence)).not.toBe(text);
      for (const test of defence.tests) expect(existsSync(join(TOP, test))).toBe(true);
    },
  );

  it('names each of them once', () => {
    expect(new Set(DEFENCES.map(({ name }) => name)).size).toBe(DEFENCES.length);
  });
});
