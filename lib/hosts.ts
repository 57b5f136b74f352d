import { BlockList, isIP } from 'node:net';

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

/** Logins of NICE CXone: by an access key alone, and by a registered client. (reference/crm-and-cxone.md section C.1) */
const CXONE_LOGINS = new Set([
  'na1.nice-incontact.com',
  'au1.nice-incontact.com',
  'eu1.nice-incontact.com',
  'cxone.niceincontact.com',
  'cxone-gov.niceincontact.com',
  'cxone.nicecxone-sov1.au',
  'cxone.nicecxone-sov1.eu',
]);

/** Every address that leads back to the machine itself; IPv4 addresses inside IPv6 ones count too. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('0.0.0.0', 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
LOOPBACK.addAddress('::', 'ipv6');

/**
 * What is wrong with a vendor's base URL, or `undefined`. Compared as a parsed host, never as text.
 * `part` is the host's first label for Genesys; only a local stage may name loopback.
 */
export function hostProblem(
  text: string,
  vendor: 'genesys' | 'cxone' | 'any',
  part: 'api' | 'login',
  local: boolean,
): string | undefined {
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'must not carry credentials';
  if (url.search !== '' || url.hash !== '') return 'must not carry a query or fragment';
  if (isLoopback(url.hostname)) return loopbackProblem(url, local);
  if (url.protocol !== 'https:') return 'must be https';
  if (vendor === 'any') return undefined;
  if (url.port !== '' || url.pathname !== '/') return 'must be a host alone, without port or path';
  if (vendor === 'cxone') return CXONE_LOGINS.has(url.hostname) ? undefined : NOT_CXONE;
  const known =
    url.hostname.startsWith(`${part}.`) && GENESYS_REGIONS.has(url.hostname.slice(part.length + 1));
  return known ? undefined : `must be https://${part}.<a Genesys Cloud region host>`;
}

const NOT_CXONE = `must be a login of NICE CXone: ${[...CXONE_LOGINS].join(', ')}`;

function loopbackProblem({ protocol }: URL, local: boolean): string | undefined {
  if (!local) return 'only the local stage may name loopback';
  return ['http:', 'https:'].includes(protocol) ? undefined : 'must be http or https';
}

/** `hostname` is a parsed one: lower case, IPv4 as four decimals, IPv6 in brackets. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const address = name.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  return family !== 0 && LOOPBACK.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
