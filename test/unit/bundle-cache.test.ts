import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { buildOnce } from '../../lib/constructs/bundle-cache.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trunkline-bundles-'));
  writeFileSync(join(directory, 'entry.js'), "import { word } from './part.js';\nconsole.log(word);\n");
  writeFileSync(join(directory, 'part.js'), "export const word = 'first';\n");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const cache = () => join(directory, 'cache');
const kept = (): string => {
  const [only = ''] = readdirSync(cache());
  return join(cache(), only);
};

/** Builds into a directory of its own and gives the bundle. */
function bundle(outdir: string, minify = false): string {
  buildOnce(
    {
      absWorkingDir: directory,
      entryPoints: ['entry.js'],
      outdir: join(directory, outdir),
      bundle: true,
      minify,
    },
    cache(),
  );
  return readFileSync(join(directory, outdir, 'entry.js'), 'utf8');
}

it('copies a bundle whose files have not changed', () => {
  bundle('one');
  writeFileSync(join(kept(), 'bundle/entry.js'), 'the kept one');

  expect(bundle('two')).toBe('the kept one');
});

it('builds anew when a file that was read has changed', () => {
  bundle('one');
  writeFileSync(join(directory, 'part.js'), "export const word = 'second';\n");

  expect(bundle('two')).toContain('second');
  expect(bundle('three')).toContain('second');
});

it('builds anew, and says so, when a file that was read is gone', () => {
  bundle('one');
  rmSync(join(directory, 'part.js'));

  expect(() => bundle('two')).toThrow('part.js');
});

it('builds anew with other options', () => {
  const plain = bundle('one');

  expect(bundle('two', true).length).toBeLessThan(plain.length);
  expect(readdirSync(cache())).toHaveLength(2);
});

it('builds anew when what was kept cannot be read', () => {
  const first = bundle('one');
  writeFileSync(join(kept(), 'inputs.json'), '{"part.js": 1}');

  expect(bundle('two')).toBe(first);
});
