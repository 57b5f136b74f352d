/**
 * What the stage tells a page: JSON in its `<meta name="settings">`. Its shape is the page's own, because the stage and
 * the page are built together.
 * @throws {SyntaxError} the page was not served by the product
 */
export function pageSettings<Settings>(): Settings {
  const meta = document.querySelector('meta[name="settings"]');
  return JSON.parse(meta?.getAttribute('content') ?? '');
}
