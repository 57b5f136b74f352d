import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { type FileHashes, keptBuild } from './bundle-cache.ts';

/** The pages people look at: each an HTML file in `web/`, and a folder of the same name. */
export const PAGES = ['panel', 'console'] as const;
export type Page = (typeof PAGES)[number];

const WEB = join(import.meta.dirname, '../../web');
const SCRIPT = join(import.meta.dirname, 'page-process.ts');

const Inputs = z.array(z.string());

/**
 * Builds a page into a directory of its own: `<page>.html`, and what it loads in `<page>/` under names made of the contents.
 * `kept`: where an earlier build of the same files may be found.
 * @throws {Error} the page cannot be built; the tool has said why on standard error
 */
export function buildPage(page: Page, outdir: string, kept: string, hashes: FileHashes = new Map()): void {
  keptBuild({ name: ['page', page], base: WEB, outdir }, kept, hashes, () => {
    // A process of its own: the tool works asynchronously, and a synthesis does not.
    const printed = execFileSync(process.execPath, [SCRIPT, page, resolve(outdir)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      // Whoever synthesizes may be a test, whose environment would make another build.
      env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production' },
    });
    return [...Inputs.parse(JSON.parse(printed)), SCRIPT];
  });
}
