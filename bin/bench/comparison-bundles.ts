import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { BUNDLING, FUNCTIONS } from '../../lib/constructs/bundling.ts';

/** Folders that become functions: those with a handler. */
export const functionFolders = (): readonly string[] =>
  readdirSync(FUNCTIONS).filter((name) => existsSync(join(FUNCTIONS, name, 'handler.ts')));

/** Bundles to compare with, as files: a handler that does nothing, and one that holds all of ours. */
export interface ComparisonBundles {
  readonly bare: string;
  readonly everything: string;
}

/**
 * Bundles both, each into a directory of its own below this one, with the settings of the stack's bundles. Everything
 * is one file, which imports at its start also what our functions import only when they need it.
 */
export function comparisonBundles(directory: string): ComparisonBundles {
  const handlers = functionFolders().map((name) => join(FUNCTIONS, name, 'handler.ts'));
  const parts = [...handlers, ...importedLater(handlers)].map(
    (file, index) => `export * as part${index} from ${JSON.stringify(file)};`,
  );
  const bundle = (name: string, source: string): string => {
    const outfile = join(directory, name, 'index.mjs');
    buildSync({ ...BUNDLING, stdin: { contents: source, resolveDir: FUNCTIONS }, outfile });
    return outfile;
  };
  return {
    bare: bundle('bare', 'export const handler = async () => ({});'),
    everything: bundle('everything', parts.join('\n')),
  };
}

/** Modules of ours that others import only when they need them. */
function importedLater(handlers: readonly string[]): readonly string[] {
  const { inputs } = buildSync({
    ...BUNDLING,
    absWorkingDir: FUNCTIONS,
    entryPoints: [...handlers],
    outdir: FUNCTIONS,
    write: false,
    metafile: true,
  }).metafile;
  const later = Object.entries(inputs)
    .filter(([path]) => !path.startsWith('..'))
    .flatMap(([, { imports }]) => imports.filter(({ kind }) => kind === 'dynamic-import'))
    .map(({ path }) => join(FUNCTIONS, path));
  return [...new Set(later)].toSorted();
}
