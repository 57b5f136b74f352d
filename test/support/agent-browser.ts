import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a Chromium sends that opens an address in the frame of a script on the platform's agent desktop. */
export const BROWSER_HEADERS = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'accept-language': 'en-US,en;q=0.9',
  referer: 'https://apps.mypurecloud.com/',
  'sec-fetch-dest': 'iframe',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'cross-site',
  'upgrade-insecure-requests': '1',
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
};

/** What the platform sends for a data action of a script, beside the credentials of its integration. */
export const DATA_ACTION_HEADERS = {
  accept: 'application/json, application/*+json',
  'content-type': 'application/json',
  'cache-control': 'no-cache',
  'inin-correlation-id': '3f9d5b0e-7c1a-4f1e-9d44-2b8a6e5c0d31',
  'inin-organization-id': '3f0c9b1e-5a77-4d0e-9a44-6c1b2f7d8e90',
};

/** The pages of a CRM: who has no session there sees its sign-in, and its sign-on renews one for whoever it knows. */
export interface CrmPages {
  readonly url: string;
  stop(): Promise<void>;
}

/** Pages on a port of their own. Sessions are cookies: `session=fresh` of the CRM, `idp=alive` of its sign-on. */
export async function crmPages(): Promise<CrmPages> {
  const server = createServer(({ url = '/', headers: { cookie = '' } }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://crm');
    if (pathname === '/sso' && cookie.includes('idp=alive')) {
      response.writeHead(302, {
        'set-cookie': 'session=fresh',
        location: searchParams.get('RelayState') ?? '/',
      });
      response.end();
      return;
    }
    const isKnown = cookie.includes('session=fresh');
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'text/plain' });
    response.end(isKnown ? `the contact at ${url}` : 'please sign in');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** Opens an address as an agent's browser does, with its cookies and without any key: what the agent sees at last. */
export async function browse(url: string, cookies: readonly string[]) {
  const jar = new Map(cookies.map((cookie) => cookie.split('=') as [string, string]));
  const visited: string[] = [];
  for (let next = url; ; ) {
    visited.push(next);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...BROWSER_HEADERS, cookie };
    const answer = await fetch(next, { redirect: 'manual', headers });
    const text = await answer.text();
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]!.split('=');
      jar.set(name, value);
    }
    const location = answer.headers.get('location');
    if (answer.status !== 302 || location === null || visited.length > 10) {
      return { status: answer.status, text, visited };
    }
    next = new URL(location, next).href;
  }
}
