import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { buildSync, type Metafile } from 'esbuild';
import { bundleSize } from '../../bin/bench/bundle-size.ts';
import { comparisonBundles, functionFolders } from '../../bin/bench/comparison-bundles.ts';
import { scratchDirectory } from '../../bin/bench/interruption.ts';
import { functionBuild } from '../../lib/constructs/bundling.ts';

const directory = scratchDirectory();
afterAll(() => directory.remove());

describe('the size of a bundle', () => {
  it('is what its first file imports at the start, and all that lies beside it', () => {
    const files = {
      'index.mjs':
        "import { a } from './a.mjs'; import 'node:fs'; export const later = () => [a, import('./b.mjs')];",
      'a.mjs': "export { c as a } from './c.mjs';",
      'b.mjs': "export * from './c.mjs'; export * from './d.mjs';",
      'c.mjs': 'export const c = 1;',
      'd.mjs': 'export const d = 1;',
      'never.mjs': '// nobody imports it, but it is shipped',
    };
    mkdirSync(join(directory.path, 'small'));
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(directory.path, 'small', name), text);

    const size = bundleSize(join(directory.path, 'small/index.mjs'));

    const bytes = (...names: (keyof typeof files)[]): number =>
      names.map((name) => files[name]).join('').length;
    expect(size).toEqual({
      start: bytes('index.mjs', 'a.mjs', 'c.mjs'),
      all: bytes('index.mjs', 'a.mjs', 'b.mjs', 'c.mjs', 'd.mjs', 'never.mjs'),
      later: [join(directory.path, 'small/b.mjs')],
    });
  });
});

/** Source files whose code a bundle's first file imports at its start. */
function inputsAtStart({ outputs }: Metafile): string[] {
  const start = new Set(Object.keys(outputs).filter((path) => path.endsWith('/index.mjs')));
  for (const path of start) {
    const imports = outputs[path]?.imports ?? [];
    for (const next of imports) if (next.kind === 'import-statement' && !next.external) start.add(next.path);
  }
  return [...start].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
}

describe('the bundles of the functions', () => {
  const everything = bundleSize(comparisonBundles(directory.path).everything);
  const functions = functionFolders().map((name) => {
    const outdir = join(directory.path, 'functions', name);
    const { metafile } = buildSync({ ...functionBuild(name, outdir), metafile: true });
    return {
      name,
      size: bundleSize(join(outdir, 'index.mjs')),
      inputs: Object.keys(metafile.inputs),
      atStart: inputsAtStart(metafile),
    };
  });
  const loadAtStart = (pattern: RegExp): string[] =>
    functions.filter(({ atStart }) => atStart.some((path) => pattern.test(path))).map(({ name }) => name);

  it('are each smaller than the file they are compared with, also with all they load later', () => {
    expect(everything.start).toBeGreaterThan(Math.max(...functions.map(({ size }) => size.all)));
  });

  it('need at their start at most half of one file with everything', () => {
    expect(functions.length).toBeGreaterThan(7);
    const tooLarge = functions.filter(({ size }) => size.start > everything.start / 2);
    expect(tooLarge.map(({ name, size }) => `${name}: ${size.start}`)).toEqual([]);
  });

  it('load at their start only clients that every message needs', () => {
    expect(loadAtStart(/@aws-sdk\/client-s3/).toSorted()).toEqual(['admission', 'panel', 'telemetry']);
    expect(loadAtStart(/@aws-sdk\/client-secrets-manager|node_modules\/undici/)).toEqual([]);
  });

  it.each([
    [
      'the chain that looks for credentials',
      /@aws-sdk\/(?:nested-clients|token-providers|credential-provider-)/,
    ],
    ['HTTP/1 parsers that are not used', /undici\/lib\/(?:milo|llhttp\/llhttp-wasm)/],
    ['forms', /undici\/lib\/web\//],
    ['names of browsers', /node_modules\/bowser/],
  ])('are without %s', (_, pattern) => {
    const found = functions.flatMap(({ name, inputs }) =>
      inputs.filter((path) => pattern.test(path)).map((path) => `${name}: ${path}`),
    );

    expect(found).toEqual([]);
  });
});
