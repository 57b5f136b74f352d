import { describe, expect, it } from '@jest/globals';
import { cxoneAccessWith } from '../../functions/adapters/cxone-access.ts';
import { trustedUrl } from '../../functions/adapters/cxone-hosts.ts';
import type { HttpClient } from '../../functions/adapters/http.ts';
import type { CxoneAccessKey } from '../../functions/adapters/secrets.ts';
import { at } from '../support/builders.ts';

const LOGIN = 'https://na1.nice-incontact.com';
const KEY: CxoneAccessKey = { accessKeyId: 'key', accessKeySecret: 'hush' };
const CLIENT = { ...KEY, clientId: 'client', clientSecret: 'quiet' };

const jwt = (claims: object): string =>
  ['{}', JSON.stringify(claims), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

const CLAIMS = { tenantId: 'tenant', iss: 'https://cxone.niceincontact.com' };

/** Hosts that answer by path; what was sent to which of them. */
function hosts(answers: Readonly<Record<string, object>>, key = KEY, login = LOGIN) {
  const sent: { readonly origin: string; readonly path: string; readonly text: string }[] = [];
  const clientOf = (origin: string): HttpClient => ({
    async send({ path, headers, body = '' }) {
      sent.push({ origin, path, text: `${JSON.stringify(headers)} ${body}` });
      const answer = answers[path.split('?')[0] ?? ''];
      return { status: answer ? 200 : 404, headers: {}, body: JSON.stringify(answer ?? {}) };
    },
  });
  const access = cxoneAccessWith(login, { value: async () => key }, { now: () => at(), clientOf });
  return { sent, ...access };
}

const TOKEN = '/authentication/v1/token/access-key';
const TENANT = '/.well-known/cxone-configuration';
const OPENID = '/.well-known/openid-configuration';
const token = (fields: object = { id_token: jwt(CLAIMS) }) => ({
  access_token: 'opaque',
  expires_in: 3600,
  ...fields,
});
const API = { api_endpoint: 'https://api-na1.niceincontact.com/' };

describe('the way to the API of CXone', () => {
  it('leads over the issuer of the token, and gives the token to the host that it names', async () => {
    const { sent, tokens, api } = hosts({ [TOKEN]: token(), [TENANT]: API });

    await tokens.ready();
    await api.send({ method: 'GET', path: '/skills/1', headers: {}, deadlineMs: 1 });

    expect(sent.map(({ origin, path }) => `${origin}${path}`)).toEqual([
      `${LOGIN}${TOKEN}`,
      `https://cxone.niceincontact.com${TENANT}?tenantId=tenant`,
      'https://api-na1.niceincontact.com/incontactapi/services/v33.0/skills/1',
    ]);
  });

  it.each<[string, object]>([
    ['no id token: the access token has the claims', { access_token: jwt(CLAIMS) }],
    ['an id token that is none', { id_token: 'x', access_token: jwt(CLAIMS) }],
  ])('is found where the login gives %s', async (_, fields) => {
    const { tokens } = hosts({ [TOKEN]: token(fields), [TENANT]: API });

    expect(await tokens.ready()).toBe(jwt(CLAIMS));
  });

  it('begins at the login where no issuer is named', async () => {
    const { sent, tokens } = hosts({
      [TOKEN]: token({ id_token: jwt({ tenantId: 'tenant' }) }),
      [TENANT]: API,
    });

    await tokens.ready();

    expect(sent[1]?.origin).toBe(LOGIN);
  });

  it('is not taken before there is a token', async () => {
    const { sent, api } = hosts({});

    await expect(
      api.send({ method: 'GET', path: '/skills', headers: {}, deadlineMs: 1 }),
    ).rejects.toMatchObject({ name: 'NotSentError' });
    expect(sent).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, object>>, string]>([
    [
      'an issuer',
      { [TOKEN]: token({ id_token: jwt({ ...CLAIMS, iss: 'https://evil.example' }) }) },
      'host_not_trusted',
    ],
    ['an API', { [TOKEN]: token(), [TENANT]: { api_endpoint: 'https://evil.example' } }, 'host_not_trusted'],
    ['no tenant', { [TOKEN]: token({}), [TENANT]: API }, 'token_unavailable'],
  ])('ends where it names %s that is not one', async (_, answers, reason) => {
    const { sent, tokens } = hosts(answers);

    await expect(tokens.ready()).rejects.toMatchObject({ name: 'TransientError', reason });
    expect(tokens.atHand()).toBeUndefined();
    expect(sent.filter(({ origin }) => origin.includes('evil'))).toEqual([]);
  });

  it('gives a registered client to no token endpoint that is not of NICE', async () => {
    const { sent, tokens } = hosts(
      { [OPENID]: { token_endpoint: 'https://evil.example/auth/token' } },
      CLIENT,
    );

    await expect(tokens.ready()).rejects.toMatchObject({ reason: 'host_not_trusted' });
    expect(sent.map(({ path }) => path)).toEqual([OPENID]);
  });

  it('signs in as a registered client where discovery says', async () => {
    const { sent, tokens } = hosts(
      {
        [OPENID]: { token_endpoint: 'https://cxone.niceincontact.com/auth/token' },
        '/auth/token': token(),
        [TENANT]: API,
      },
      CLIENT,
    );

    await tokens.ready();

    const basic = Buffer.from('client:quiet').toString('base64');
    expect(sent[1]).toMatchObject({ origin: 'https://cxone.niceincontact.com', path: '/auth/token' });
    expect(sent[1]?.text).toContain(`Basic ${basic}`);
    expect(sent[1]?.text).toContain('grant_type=password&username=key&password=hush');
  });
});

describe('a host that gets a token', () => {
  it.each([
    'https://api-na1.niceincontact.com',
    'https://api-c52.nice-incontact.com/',
    'https://cxone-gov.niceincontact.com',
    'https://api.nicecxone-sov1.eu',
  ])('may be %s', (url) => {
    expect(trustedUrl(url, LOGIN).href).toContain(url);
  });

  it.each([
    'http://api-na1.niceincontact.com',
    'https://api-na1.niceincontact.com:8443',
    'https://user@api-na1.niceincontact.com',
    'https://evilniceincontact.com',
    'https://niceincontact.com.evil.example',
    'https://127.0.0.1',
    'api-na1.niceincontact.com',
    '',
  ])('may not be %s', (url) => {
    expect(() => trustedUrl(url, LOGIN)).toThrow('not NICE CXone');
  });

  it('is the machine itself where the login is', () => {
    const local = 'http://127.0.0.1:4010';

    expect(trustedUrl('http://127.0.0.1:4011/x', local).port).toBe('4011');
    expect(() => trustedUrl('https://api-na1.niceincontact.com', local)).toThrow('not NICE CXone');
    expect(() => trustedUrl('https://127.0.0.1:4011', local)).toThrow('not NICE CXone');
  });
});
