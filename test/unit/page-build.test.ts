import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildPage, PAGES } from '../../lib/constructs/page-build.ts';

/** What a page may make a browser load before it works. */
const MOST_SCRIPT_BYTES = 60_000;

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'trunkline-pages-'));
  for (const page of PAGES) buildPage(page, join(directory, page), join(directory, 'kept'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.each(PAGES)('the built page %s', (page) => {
  const filesOf = (extension: string) =>
    readdirSync(join(directory, page, page)).filter((name) => name.endsWith(extension));

  it('has at most 60 kB of compressed script', () => {
    const bytes = filesOf('.js').map(
      (name) => gzipSync(readFileSync(join(directory, page, page, name))).length,
    );

    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
  });

  it('loads its own files alone, by addresses relative to itself', () => {
    const html = readFileSync(join(directory, page, `${page}.html`), 'utf8');
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);

    expect(loaded.length).toBeGreaterThan(1);
    for (const address of loaded) expect(address).toMatch(new RegExp(`^\\./${page}/[\\w.-]+$`));
    expect(html).toContain('content="%SETTINGS%"');
  });

  it('has no script in the page itself, and no style but the one sheet that its policy knows', () => {
    const html = readFileSync(join(directory, page, `${page}.html`), 'utf8');

    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=/);
    // The one style sheet is known to the policy by its hash, and nothing else is asked for before the page is painted.
    expect(html.match(/<style>/g)).toHaveLength(1);
    expect(html).not.toContain('rel="stylesheet"');
  });
});
