import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { servePage } from '../../functions/web-pages/serve-page.ts';

const files = new Map([
  [
    'panel/panel.html',
    '<meta name="settings" content="%SETTINGS%"><script src="./panel/panel-a1.js"></script>',
  ],
  ['panel/panel/panel-a1.js', 'run();'],
  ['panel/panel/panel-a1.css', 'p{}'],
  ['console/console.html', '<p>'],
]);
const rules = { panel: { frameAncestors: ['https://a.example', 'https://b.example'], settings: { a: 1 } } };

const policyOf = (frameAncestors: readonly string[]) =>
  servePage({ page: 'panel' }, files, { panel: { frameAncestors: [...frameAncestors], settings: {} } })!
    .headers['content-security-policy'];

describe('a page', () => {
  it('allows scripts, styles and requests of its own alone', () => {
    const policy = policyOf([])!.split('; ');

    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*|http/);
  });

  it('allows the style sheet it holds itself by its hash, and no other', () => {
    const style = '@media (width<=44rem){p>a{color:red}}';
    const held = new Map([['panel/panel.html', `<meta content="%SETTINGS%"><style>${style}</style>`]]);
    const settings = { text: '<style>evil{}</style>' };
    const served = servePage({ page: 'panel' }, held, { panel: { frameAncestors: [], settings } });

    const hash = createHash('sha256').update(style).digest('base64');
    expect(served?.headers['content-security-policy']).toContain(`; style-src 'self' 'sha256-${hash}'; `);
  });

  it('is framed by whom the stage names, and by nobody otherwise', () => {
    expect(policyOf(['https://a.example', 'https://b.example'])).toMatch(
      /frame-ancestors https:\/\/a\.example https:\/\/b\.example$/,
    );
    expect(policyOf([])).toMatch(/frame-ancestors 'none'$/);
  });

  it('is told its settings, whatever is in them, as text', () => {
    const settings = { text: '"><script>alert(1)</script>$&' };
    const served = servePage({ page: 'panel' }, files, { panel: { frameAncestors: [], settings } });

    expect(served?.body).not.toContain('<script>alert');
    expect(served?.body).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;$&amp;');
  });

  it('is asked for anew every time, its files never', () => {
    expect(servePage({ page: 'panel' }, files, rules)?.headers['cache-control']).toBe('no-cache');
    expect(servePage({ page: 'panel', file: 'panel-a1.js' }, files, rules)?.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each([
    { page: 'console' },
    { page: '__proto__' },
    { page: 'panel', file: '../../console/console.html' },
    { page: 'panel', file: 'panel-a2.js' },
  ])('is none where the stage has none, or no such file: %j', (asked) => {
    expect(servePage(asked, files, rules)).toBeUndefined();
  });
});
