import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, buildSync, version } from 'esbuild';
import * as z from 'zod';

/** What a kept bundle was made of: hash by path, relative to the build's working directory. */
const Inputs = z.record(z.string(), z.string());

/** A build whose output may be kept. */
export type CacheableBuild = BuildOptions & { readonly absWorkingDir: string; readonly outdir: string };

/** What decides where an import leads besides the files that were read: what is installed. */
const LOCKFILE = join(import.meta.dirname, '../../package-lock.json');

/** Hashes of files, each read once. */
export type FileHashes = Map<string, string | undefined>;

/**
 * Builds, or copies what an earlier build made of the very same files, options, packages and esbuild. Bundling all
 * functions costs seconds, and most syntheses change none of them. `directory`: where bundles are kept; it may be
 * removed at any time. Safe for several processes at once.
 */
export function buildOnce(build: CacheableBuild, directory: string, hashes: FileHashes = new Map()): void {
  const { outdir, absWorkingDir, ...options } = build;
  const kind = { name: [version, absWorkingDir, options], base: absWorkingDir, outdir };
  keptBuild(kind, directory, hashes, () => {
    const { metafile } = buildSync({ ...build, metafile: true });
    return Object.keys(metafile.inputs);
  });
}

/** Something that is built of files. */
export interface KeptBuild {
  /** What tells this build from others besides its files: tools and options. */
  readonly name: unknown;
  /** What the paths of its files are relative to. */
  readonly base: string;
  /** Where the outcome goes. */
  readonly outdir: string;
}

/** As `buildOnce`, for any tool: `build` fills `outdir` and says which files it read. */
export function keptBuild(
  { name, base, outdir }: KeptBuild,
  directory: string,
  hashes: FileHashes,
  build: () => readonly string[],
): void {
  const key = hashOf(JSON.stringify([name, fileHash(LOCKFILE, hashes)]));
  const kept = join(directory, key);
  if (isCurrent(kept, base, hashes)) {
    cpSync(join(kept, 'bundle'), outdir, { recursive: true });
    return;
  }
  const inputs = build().map((path) => [path, fileHash(resolve(base, path), hashes)]);
  keep(kept, outdir, Object.fromEntries(inputs));
}

function isCurrent(kept: string, base: string, hashes: FileHashes): boolean {
  const file = join(kept, 'inputs.json');
  if (!existsSync(file)) return false;
  const inputs = Inputs.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? {};
  const entries = Object.entries(inputs);
  return (
    entries.length > 0 && entries.every(([path, hash]) => fileHash(resolve(base, path), hashes) === hash)
  );
}

/** Moved into its place when it is whole, so that nobody ever copies half a bundle. */
function keep(kept: string, outdir: string, inputs: z.infer<typeof Inputs>): void {
  mkdirSync(kept.slice(0, kept.lastIndexOf('/')), { recursive: true });
  const made = mkdtempSync(`${kept}-`);
  cpSync(outdir, join(made, 'bundle'), { recursive: true });
  writeFileSync(join(made, 'inputs.json'), JSON.stringify(inputs));
  rmSync(kept, { recursive: true, force: true });
  try {
    renameSync(made, kept);
  } catch {
    // Another process was faster with the same.
    rmSync(made, { recursive: true, force: true });
  }
}

/** `undefined` for a file that is not there. */
function fileHash(path: string, hashes: FileHashes): string | undefined {
  if (!hashes.has(path)) hashes.set(path, existsSync(path) ? hashOf(readFileSync(path)) : undefined);
  return hashes.get(path);
}

const hashOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
