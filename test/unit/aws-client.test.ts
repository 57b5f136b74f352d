import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { environmentCredentials } from '../../functions/adapters/aws-client.ts';
import { defaultProvider } from '../../lib/constructs/substitutes/credential-chain.ts';

const NAMES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

describe('the credentials of AWS clients', () => {
  const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));
  beforeEach(() => {
    for (const name of NAMES) delete process.env[name];
  });
  afterEach(() => {
    for (const name of NAMES) delete process.env[name];
    for (const [name, value] of Object.entries(before)) if (value !== undefined) process.env[name] = value;
  });

  it("are the function's own, from its environment, without an end", async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
    });

    expect(await environmentCredentials()).toEqual({
      accessKeyId: 'AKIA',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
  });

  it('need no session token where the environment has none', async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: '',
    });

    expect(await environmentCredentials()).toEqual({ accessKeyId: 'local', secretAccessKey: 'local' });
  });

  it.each([
    ['a key', { AWS_SECRET_ACCESS_KEY: 'secret' }],
    ['a secret', { AWS_ACCESS_KEY_ID: 'AKIA' }],
  ])('are missed by name when the environment lacks %s', async (_, environment) => {
    Object.assign(process.env, environment);

    await expect(environmentCredentials()).rejects.toThrow('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY');
  });

  it('are never looked for elsewhere by a bundled client', () => {
    expect(defaultProvider).toThrow('without the credentials of AWS_CLIENT');
  });
});
