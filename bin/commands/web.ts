import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildPage, PAGES } from '../../lib/constructs/page-build.ts';
import { readArguments, UsageError } from '../arguments.ts';

const BUILD = '.build';

/** `web`: builds the pages anew, as a synthesis does, and tells what a browser loads. */
export async function web(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } });
  if (positionals.length > 0) throw new UsageError(`web takes options only, not ${positionals.join(' ')}`);
  const sizes = PAGES.flatMap((page) => {
    const directory = join(BUILD, 'web', page);
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    buildPage(page, directory, join(BUILD, 'kept-pages'));
    return filesBelow(directory).map((file) => ({ file, gzipBytes: gzipSync(readFileSync(file)).length }));
  });
  if (values.json) console.log(JSON.stringify(sizes));
  else for (const { file, gzipBytes } of sizes) console.log(`${String(gzipBytes).padStart(7)} B  ${file}`);
  return 0;
}

const filesBelow = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
