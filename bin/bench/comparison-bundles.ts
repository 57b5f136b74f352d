import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const FUNCTIONS = join(import.meta.dirname, '../../functions');

/** Folders that become functions: those with a handler. */
export const functionFolders = (): readonly string[] =>
  readdirSync(FUNCTIONS).filter((name) => existsSync(join(FUNCTIONS, name, 'handler.ts')));

/** Bundles to compare with, as files: a handler that does nothing, and one that holds all of ours. */
export interface ComparisonBundles {
  readonly bare: string;
  readonly everything: string;
}

/**
 * Bundles both into a directory.
 * @param known a function's folder and the bundle the stack made of it, to see that both are bundled alike
 * @throws {Error} the stack bundles in another way, so that nothing could be compared
 */
export function comparisonBundles(
  directory: string,
  known: { readonly folder: string; readonly file: string },
): ComparisonBundles {
  const sources = {
    bare: 'export const handler = async () => ({});',
    everything: functionFolders()
      .map((name, index) => `export * as handler${index} from ${JSON.stringify(handlerOf(name))};`)
      .join('\n'),
    known: `export * from ${JSON.stringify(handlerOf(known.folder))};`,
  };
  for (const [name, source] of Object.entries(sources)) writeFileSync(join(directory, `${name}.ts`), source);
  buildSync({ ...OPTIONS, entryPoints: sourceFiles(directory, Object.keys(sources)), outdir: directory });
  const bundle = (name: keyof typeof sources): string => join(directory, `${name}.mjs`);
  const sizes = [bundle('known'), known.file].map(bytesOf);
  if (Math.abs((sizes[0] ?? 0) - (sizes[1] ?? 0)) > ALIKE_BYTES)
    throw new Error(
      `${known.folder} has ${sizes[1]} bytes in the stack and ${sizes[0]} here: bundle it here as function-code.ts does`,
    );
  return { bare: bundle('bare'), everything: bundle('everything') };
}

/** Names that the bundler makes shorter or longer; settings that differ cost kilobytes. */
const ALIKE_BYTES = 256;

/** As the stack bundles its functions. */
const OPTIONS: BuildOptions = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  conditions: ['module'],
  banner: {
    js: "import{createRequire as trunklineRequire}from'node:module';const require=trunklineRequire(import.meta.url);",
  },
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
};

const handlerOf = (name: string): string => join(FUNCTIONS, name, 'handler.ts');
const sourceFiles = (directory: string, names: readonly string[]): string[] =>
  names.map((name) => join(directory, `${name}.ts`));

/** Bytes of a bundle. @throws {Error} there is none */
export const bytesOf = (file: string): number => statSync(file).size;
