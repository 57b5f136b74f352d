import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onlyPositional, readArguments, UsageError } from '../../bin/arguments.ts';
import { target } from '../../bin/target.ts';

const DEPLOYED = 'https://a1b2.execute-api.us-east-1.amazonaws.com/dev';
const OUTPUTS = {
  'trunkline-dev-pipeline': {
    DoorsApiUrlA1: 'https://doors.example/dev/',
    ReadsApiUrlB2: 'https://reads.example/dev/',
  },
};

const home = process.cwd();
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trunkline-target-'));
  process.chdir(directory);
  process.env.TRUNKLINE_DOORS_KEY = 'a-key-of-the-doors-12';
  process.env.TRUNKLINE_READS_KEY = 'a-key-of-the-reads-12';
});

afterEach(() => {
  process.chdir(home);
  rmSync(directory, { recursive: true, force: true });
  delete process.env.TRUNKLINE_DOORS_KEY;
  delete process.env.TRUNKLINE_READS_KEY;
});

describe('the target of a command', () => {
  it.each([
    [{}, 'http://127.0.0.1:3000/'],
    [{ stage: 'local' }, 'http://127.0.0.1:3000/'],
    [{ url: 'http://localhost:3911' }, 'http://localhost:3911/'],
    [{ url: 'http://[::1]:3911/' }, 'http://[::1]:3911/'],
  ])('%j is the local system with its key', (options, url) => {
    expect(target(options)).toEqual({ doorsUrl: url, readsUrl: url, doorsKey: 'local', readsKey: 'local' });
  });

  it.each([DEPLOYED, `${DEPLOYED}/`])(
    '%s keeps the path of its stage, and takes the keys of the caller',
    (url) => {
      expect(target({ url })).toEqual({
        doorsUrl: `${DEPLOYED}/`,
        readsUrl: `${DEPLOYED}/`,
        doorsKey: 'a-key-of-the-doors-12',
        readsKey: 'a-key-of-the-reads-12',
      });
    },
  );

  it('of a stage is what its deployment left', () => {
    writeFileSync('cdk-outputs.json', JSON.stringify(OUTPUTS));

    expect(target({ stage: 'dev' })).toMatchObject({
      doorsUrl: 'https://doors.example/dev/',
      readsUrl: 'https://reads.example/dev/',
    });
  });

  it.each([
    ['nothing was deployed', { stage: 'dev' }, undefined, /^cdk-outputs.json is missing: npx cdk deploy/],
    ['another stage was deployed', { stage: 'prod' }, OUTPUTS, /does not know DoorsApiUrl of stage prod/],
    ['the address is none', { url: 'localhost:3000' }, undefined, /^--url localhost:3000: write http/],
    ['the address is a word', { url: 'dev' }, undefined, /^--url dev: write http/],
  ])('says what to do when %s', (_what, options, outputs, problem) => {
    if (outputs) writeFileSync('cdk-outputs.json', JSON.stringify(outputs));

    expect(() => target(options)).toThrow(UsageError);
    expect(() => target(options)).toThrow(problem);
  });

  it('elsewhere needs the keys', () => {
    process.env.TRUNKLINE_READS_KEY = '';

    expect(() => target({ url: DEPLOYED })).toThrow('set TRUNKLINE_READS_KEY to the API key of this stage');
  });
});

describe('arguments', () => {
  const OPTIONS = { url: { type: 'string' }, json: { type: 'boolean', default: false } } as const;

  it('are read wherever they stand', () => {
    expect(readArguments(['--json', 'key', '--url', 'http://x'], OPTIONS)).toMatchObject({
      values: { json: true, url: 'http://x' },
      positionals: ['key'],
    });
  });

  it.each([
    ['an unknown option', ['--nope']],
    ['an option without its value', ['--url']],
    ['a value for a switch', ['--json=yes']],
  ])('with %s are refused', (_what, args) => {
    expect(() => readArguments(args, OPTIONS)).toThrow(UsageError);
  });

  it('name one thing where one is wanted', () => {
    expect(onlyPositional(['one'], 'a key')).toBe('one');
    expect(() => onlyPositional([], 'a key')).toThrow('name a key');
    expect(() => onlyPositional(['one', 'two'], 'a key')).toThrow('name a key, one at a time');
  });
});
