/** Region hosts of Genesys Cloud (JavaScript SDK, `PureCloudRegionHosts`). Nothing else may get our credentials. */
const GENESYS_REGIONS = new Set([
  'mypurecloud.com',
  'use2.us-gov-pure.cloud',
  'usw2.pure.cloud',
  'cac1.pure.cloud',
  'mxc1.pure.cloud',
  'sae1.pure.cloud',
  'mypurecloud.ie',
  'euw2.pure.cloud',
  'mypurecloud.jp',
  'apne2.pure.cloud',
  'apne3.pure.cloud',
  'aps1.pure.cloud',
  'apse1.pure.cloud',
  'mypurecloud.com.au',
  'mypurecloud.de',
  'euc2.pure.cloud',
  'mec1.pure.cloud',
  'edee1.eusc-pure.cloud',
]);

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * What is wrong with a vendor's base URL, or `undefined`. Compared as a parsed host, never as text.
 * `part` is the host's first label for Genesys; only a local stage may name loopback.
 */
export function hostProblem(
  text: string,
  vendor: 'genesys' | 'any',
  part: 'api' | 'login',
  local: boolean,
): string | undefined {
  const url = new URL(text);
  if (LOOPBACK.has(url.hostname)) return local ? undefined : 'only the local stage may name loopback';
  if (url.protocol !== 'https:') return 'must be https';
  if (url.username !== '' || url.password !== '') return 'must not carry credentials';
  if (url.search !== '' || url.hash !== '') return 'must not carry a query or fragment';
  if (vendor === 'any') return undefined;
  const known =
    url.hostname.startsWith(`${part}.`) && GENESYS_REGIONS.has(url.hostname.slice(part.length + 1));
  return known ? undefined : `must be https://${part}.<a Genesys Cloud region host>`;
}
