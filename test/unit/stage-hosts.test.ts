import { describe, expect, it } from '@jest/globals';
import { hostProblem } from '../../lib/hosts.ts';

const HOST_ALONE = 'must be a host alone, without port or path';
const NOT_GENESYS = 'must be https://api.<a Genesys Cloud region host>';
const LOOPBACK = 'only the local stage may name loopback';

const deployed = (url: string, part: 'api' | 'login' = 'api') => hostProblem(url, 'genesys', part, false);

describe('the host of the telephony platform', () => {
  it.each([
    'https://api.mypurecloud.com',
    'https://API.MyPureCloud.COM',
    'https://api.mypurecloud.com/',
    'https://api.euw2.pure.cloud',
    'https://api.mypurecloud.com.au',
  ])('may be %s', (url) => {
    expect(deployed(url)).toBeUndefined();
  });

  it.each([
    ['another host', 'https://evil.example', NOT_GENESYS],
    ['a host that begins alike', 'https://api.mypurecloud.com.evil.example', NOT_GENESYS],
    ['a host that ends alike', 'https://api.evilmypurecloud.com', NOT_GENESYS],
    ['a host below a region', 'https://api.evil.mypurecloud.com', NOT_GENESYS],
    ['a region itself', 'https://mypurecloud.com', NOT_GENESYS],
    ['the host of another part', 'https://login.mypurecloud.com', NOT_GENESYS],
    ['a host with a trailing dot', 'https://api.mypurecloud.com.', NOT_GENESYS],
    ['a host with letters that look alike', 'https://api.mypurеcloud.com', NOT_GENESYS],
    ['plain HTTP', 'http://api.mypurecloud.com', 'must be https'],
    ['another protocol', 'ftp://api.mypurecloud.com', 'must be https'],
    [
      'a user that looks like the host',
      'https://api.mypurecloud.com@evil.example',
      'must not carry credentials',
    ],
    ['a password', 'https://api.mypurecloud.com:443@evil.example', 'must not carry credentials'],
    ['a path', 'https://api.mypurecloud.com/v2', HOST_ALONE],
    ['a port', 'https://api.mypurecloud.com:8443', HOST_ALONE],
    ['a path that looks like a host', 'https:\\\\api.mypurecloud.de\\@evil.example', HOST_ALONE],
    ['a query', 'https://api.mypurecloud.com?to=evil.example', 'must not carry a query or fragment'],
    ['a fragment', 'https://api.mypurecloud.com#evil.example', 'must not carry a query or fragment'],
  ])('may not be %s: %s', (_what, url, problem) => {
    expect(deployed(url)).toBe(problem);
  });

  it('is one for calls and another for tokens', () => {
    expect(deployed('https://login.mypurecloud.ie', 'login')).toBeUndefined();
    expect(deployed('https://api.mypurecloud.ie', 'login')).toBe(NOT_GENESYS.replace('api', 'login'));
  });
});

describe('the machine itself', () => {
  const names = [
    'http://127.0.0.1:8080',
    'https://127.1',
    'https://0x7f000001',
    'https://2130706433',
    'https://0177.0.0.1',
    'https://127.0.0.2',
    'https://0.0.0.0',
    'https://[::1]',
    'https://[0:0:0:0:0:0:0:1]',
    'https://[::ffff:127.0.0.1]',
    'https://[::]',
    'https://localhost',
    'https://LOCALHOST',
    'https://localhost.',
    'https://crm.localhost',
  ];

  it.each(names)('may be named %s by the local stage only', (url) => {
    expect(hostProblem(url, 'genesys', 'api', true)).toBeUndefined();
    expect(hostProblem(url, 'genesys', 'api', false)).toBe(LOOPBACK);
    expect(hostProblem(url, 'any', 'api', false)).toBe(LOOPBACK);
  });

  it.each([
    ['ftp://127.0.0.1', 'must be http or https'],
    ['http://user:secret@127.0.0.1', 'must not carry credentials'],
    ['http://localhost?x=1', 'must not carry a query or fragment'],
  ])('may not even by the local stage be named %s', (url, problem) => {
    expect(hostProblem(url, 'any', 'api', true)).toBe(problem);
  });

  it.each(['https://127.0.0.1.evil.example', 'https://localhost.evil.example', 'https://128.0.0.1'])(
    'is not %s',
    (url) => {
      expect(hostProblem(url, 'any', 'api', false)).toBeUndefined();
      expect(hostProblem(url, 'genesys', 'api', true)).toBe(NOT_GENESYS);
    },
  );
});

describe('the host of the CRM', () => {
  it.each([
    ['https://crm.example.com/base', undefined],
    ['http://crm.example.com', 'must be https'],
    ['https://token@crm.example.com', 'must not carry credentials'],
  ])('%s: %s', (url, problem) => {
    expect(hostProblem(url, 'any', 'api', false)).toBe(problem);
    expect(hostProblem(url, 'any', 'api', true)).toBe(problem);
  });
});
