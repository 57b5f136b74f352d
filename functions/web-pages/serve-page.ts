import { createHash } from 'node:crypto';
import { html } from '../analytics/html.ts';
import type { PageRules, RulesByPage } from '../messages/page-rules.ts';
import type { PageFiles } from '../ports/page-files.ts';

/** What is asked for: a page, or a file that it loads. */
export interface PageRequest {
  readonly page: string;
  /** Name of the file. @default the page itself */
  readonly file?: string;
}

/** A file as a browser gets it. */
export interface Served {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where the built page has the place of its settings. */
const SETTINGS_PLACE = '%SETTINGS%';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** A page or a file of it; `undefined` where there is none, or the stage has no such page. */
export function servePage(
  { page, file }: PageRequest,
  files: PageFiles,
  rules: RulesByPage,
): Served | undefined {
  const own = Object.hasOwn(rules, page) ? rules[page] : undefined;
  const body = files.get(file === undefined ? `${page}/${page}.html` : `${page}/${page}/${file}`);
  if (own === undefined || body === undefined) return undefined;
  return file === undefined
    ? { headers: pageHeaders(own, body), body: withSettings(body, own.settings) }
    : { headers: { ...ALWAYS, ...KEPT, 'content-type': typeOf(file) }, body };
}

/** A type that is told is not guessed, and an address of ours is told to nobody. */
const ALWAYS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

/** The name of such a file is made of what is in it. */
const KEPT = { 'cache-control': 'public, max-age=31536000, immutable' };

function pageHeaders({ frameAncestors }: PageRules, body: string): Readonly<Record<string, string>> {
  return {
    ...ALWAYS,
    'content-type': TYPES.html ?? '',
    // A new version names new files: the page itself is asked for every time.
    'cache-control': 'no-cache',
    'content-security-policy': securityPolicy(frameAncestors, styleHashes(body)),
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  };
}

/** The style sheets that the built page itself holds, as a policy names them. */
const styleHashes = (page: string): readonly string[] =>
  [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(
    ([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  );

/** Scripts, styles and requests of our own alone. (Content Security Policy Level 3) */
function securityPolicy(frameAncestors: readonly string[], styles: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", ...styles].join(' '),
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')}`,
  ].join('; ');
}

const withSettings = (page: string, settings: PageRules['settings']): string =>
  page.replace(SETTINGS_PLACE, () => html`${JSON.stringify(settings)}`.html);

const typeOf = (file: string): string => TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
