/**
 * What the stage tells a page: JSON in its `<meta name="settings">`.
 * @throws {SyntaxError} the page was not served by the product
 */
export function pageSettings(): unknown {
  const meta = document.querySelector('meta[name="settings"]');
  return JSON.parse(meta?.getAttribute('content') ?? '');
}
