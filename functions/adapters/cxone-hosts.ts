import { TransientError } from '../errors.ts';

/**
 * Domains of NICE, the government's and the sovereign ones among them. A token is sent nowhere else, whatever a
 * discovery answers. (reference/crm-and-cxone.md section C.1)
 */
const DOMAINS = ['niceincontact.com', 'nice-incontact.com', 'nicecxone-sov1.au', 'nicecxone-sov1.eu'];

/**
 * A URL that something may be sent to: of a domain of NICE's, or of the login's own host where that is none of them,
 * which only the local stage can name.
 * @throws {TransientError} any other
 */
export function trustedUrl(text: string, loginBaseUrl: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const login = new URL(loginBaseUrl);
  const trusted = isNice(login)
    ? url !== undefined && isNice(url)
    : url?.hostname === login.hostname && url.protocol === login.protocol;
  if (url === undefined || !trusted) {
    throw new TransientError('host_not_trusted', 'a discovery names a host that is not NICE CXone');
  }
  return url;
}

/** Compared as a parsed host, never as text. */
function isNice({ protocol, hostname, port, username, password }: URL): boolean {
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  return DOMAINS.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}
