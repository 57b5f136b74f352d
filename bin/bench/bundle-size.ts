import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';

/** Bytes of a bundle, which may be several files. */
export interface BundleSize {
  /** Its first file and all that one imports at its start: what is read and run before anything else. */
  readonly start: number;
  /** Every file in its directory: what is shipped. */
  readonly all: number;
  /** Files imported only when they are needed, without those they import themselves. */
  readonly later: readonly string[];
}

/** Measures a bundle by its first file; its directory is flat and holds nothing else. @throws {Error} it is no module */
export function bundleSize(file: string): BundleSize {
  const directory = dirname(file);
  const imports = importsOf(file);
  const start = new Set([basename(file)]);
  // A set gives also what is added while it is walked.
  for (const name of start) for (const next of imports(name, 'import-statement')) start.add(next);
  const files = readdirSync(directory);
  return {
    start: bytesOf(directory, [...start]),
    all: bytesOf(directory, files),
    later: [...new Set(files.flatMap((name) => imports(name, 'dynamic-import')))]
      .toSorted()
      .map((name) => join(directory, name)),
  };
}

/** What a file of a bundle imports from the others, as the bundler reads it. */
function importsOf(file: string): (name: string, kind: 'import-statement' | 'dynamic-import') => string[] {
  const { inputs }: Metafile = buildSync({
    absWorkingDir: dirname(file),
    entryPoints: [file],
    bundle: true,
    format: 'esm',
    platform: 'node',
    metafile: true,
    write: false,
    logLevel: 'error',
  }).metafile;
  return (name, kind) =>
    (inputs[name]?.imports ?? [])
      .filter((each) => each.kind === kind && !each.external)
      .map(({ path }) => path);
}

const bytesOf = (directory: string, names: readonly string[]): number =>
  names.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
