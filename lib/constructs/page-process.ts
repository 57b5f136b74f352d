import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';

/** Builds one page into a directory, and prints which files it was made of: `node page-process.ts panel <outdir>`. */
const [page = '', outDir = ''] = process.argv.slice(2);
const root = join(import.meta.dirname, '../../web');

/**
 * Lays the style sheet into the page: it is painted with the page's first bytes, and waits for no second request. The
 * policy the page is served under knows it by its hash.
 */
const inlineStyles: Plugin = {
  name: 'inline-styles',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle = {} }) =>
      html.replace(/<link rel="stylesheet"[^>]* href="\.\/([^"]+)">/g, (_, file: string) => {
        const style = bundle[file];
        if (style?.type !== 'asset') throw new Error(`${file} is no style sheet`);
        delete bundle[file];
        return `<style>${String(style.source).trim()}</style>`;
      }),
  },
};

const output = await build({
  root,
  configFile: false,
  logLevel: 'warn',
  // An API has its stage's name before every path: addresses within a page are relative to it.
  base: './',
  plugins: [inlineStyles],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir,
    emptyOutDir: true,
    // What belongs to `panel.html` lies in `panel/`: two pages may be served by two APIs.
    assetsDir: page,
    // Inlined, it would be refused by the pages' own content security policy.
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { input: join(root, `${page}.html`) },
  },
});

const inputs = (Array.isArray(output) ? output : [output]).flatMap((each) =>
  'output' in each ? each.output.flatMap(filesOf) : [],
);
process.stdout.write(JSON.stringify([...new Set([`${page}.html`, ...styles(), ...inputs])]));

/** What a style imports is no module of its own. */
function styles(): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));
}

/** What a chunk or a style was made of, relative to this directory. */
function filesOf(part: Rolldown.OutputChunk | Rolldown.OutputAsset): string[] {
  const ids = part.type === 'chunk' ? part.moduleIds : part.originalFileNames.map((name) => join(root, name));
  return ids
    .map((id) => id.split('?')[0] ?? '')
    .filter((id) => existsSync(id))
    .map((id) => relative(root, id));
}
