import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { freePort } from '../../local/free-port.ts';
import { byLocalTime, CUSTOMERS, SENSORS } from '../../local/seed.ts';
import { type SimulatedCrm, startCrmSimulator } from '../../local/simulators/crm.ts';
import { type Command, finished, start, trunkline } from './command.ts';
import { eventually } from './local-app.ts';

jest.setTimeout(180_000);

const ROOT = join(import.meta.dirname, '../..');
const SAMPLE = join(ROOT, 'events/sensor-alert.json');
const LIMIT_MS = 8000;

const directory = mkdtempSync(join(tmpdir(), 'trunkline-command-'));
const started: Command[] = [];

/** A directory of the test's own. */
function place(name: string): string {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Runs a command in a directory of its own, its temporary files too. */
function trunklineIn(name: string, ...args: readonly string[]): Command {
  const command = trunkline(args, { cwd: place(name), env: { TMPDIR: place(`${name}-tmp`) } });
  started.push(command);
  return command;
}

/** The sample with some fields changed, under its own name. */
function sampleWith(changes: object): string {
  const file = join(place('samples'), 'sensor-alert.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(SAMPLE, 'utf8')), ...changes }));
  return file;
}

const run = (...args: readonly string[]) => finished(trunklineIn('plain', ...args));

afterAll(() => {
  for (const command of started) command.signalAll('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

/** Ends a running system and tells how it went. */
async function stopped(command: Command, end: () => void): Promise<number | NodeJS.Signals | 'too late'> {
  end();
  const late = new Promise<'too late'>((resolve) => setTimeout(resolve, LIMIT_MS, 'too late').unref());
  return Promise.race([command.ended, late]);
}

const gone = (command: Command) => eventually(() => command.leftOvers() === false || undefined, 2000);

/** The story of a key, once it has an ending. */
const ending = (key: string, url: string): Promise<AlertStory> =>
  eventually(async () => {
    const { code, output } = await run('trace', key, '--url', url, '--json');
    const story: AlertStory | undefined = code === 0 ? JSON.parse(output) : undefined;
    return story?.outcome ? story : undefined;
  });

describe('a running system', () => {
  let system: Command;
  let port: number;
  let url: string;

  beforeAll(async () => {
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    system = trunklineIn('running', 'start', '--port', String(port));
    await system.said(/Ctrl-C stops everything/);
  });

  it('says when it is ready and tells the story of its first alert until the call is placed', () => {
    const [before = '', after = ''] = system.output().split(`\nready ${url}\n`);

    expect(before).toContain('synthesizing the app');
    expect(after).toMatch(/POST \/v1\/alerts -> 202\n(?: {2}\d\d:\d\d:\d\d\.\d{3} .+\n)+ {2}placed\n/);
    expect(after).toContain(`--url ${url}`);
    expect(after.split('\n')[0]).toBe(`console ${url}/web/console`);
    expect(system.errors()).toBe('');
  });

  it('keeps its port: a second start says so in one line', async () => {
    expect(await run('start', '--port', String(port))).toEqual({
      code: 1,
      output: '',
      errors: `port ${port} is taken; choose another with --port\n`,
    });
  });

  it('takes a sample under a fresh key and tells its story', async () => {
    const sent = await run('send', SAMPLE, '--url', url);
    const key = sent.output.trim();

    expect(sent).toEqual({
      code: 0,
      output: expect.stringMatching(/^sensor-evt-\d+-[0-9a-f]{6}\n$/),
      errors: '',
    });
    const story = await ending(key, url);
    expect(story).toMatchObject({ idempotencyKey: key, customerId: 'CUST-9981' });
    const told = await run('trace', key, '--url', url);
    expect(told).toMatchObject({ code: 0, output: expect.stringContaining(`${key}: ${story.outcome}`) });
    for (const { reason } of story.transitions) expect(told.output).toContain(reason);
  });

  it('takes a sample as it is, and recognises it the second time', async () => {
    const idempotencyKey = 'sent-as-it-is';
    const file = sampleWith({ idempotencyKey, sensorId: 'TEMP-SNS-0001' });

    const first = await run('send', file, '--as-is', '--url', url);
    expect(first).toEqual({ code: 0, output: `${idempotencyKey}\n`, errors: '' });
    expect(await ending(idempotencyKey, url)).toMatchObject({ outcome: 'deferred', reason: 'stale' });
    await run('send', file, '--as-is', '--url', url);
    expect(
      await eventually(async () => {
        const { duplicates } = await ending(idempotencyKey, url);
        return duplicates > 0 ? duplicates : undefined;
      }),
    ).toBe(1);
  });

  it('takes several alerts at once, and answers in JSON when asked', async () => {
    const sent = await run('send', join(ROOT, 'events/sensor-alerts.json'), '--url', url, '--json');

    expect(sent.code).toBe(0);
    expect(JSON.parse(sent.output)).toMatchObject({ status: 202, keys: { length: 3 } });
  });

  it('refuses a rejected sample, and says why', async () => {
    const file = join(ROOT, 'events/rejected/sensor-alert-without-key.json');
    const refused = await run('send', file, '--url', url);

    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.errors).toMatch(/^400 \{.*idempotencyKey/);
  });

  it('knows no story of an alert it never saw', async () => {
    expect(await run('trace', 'never-sent', '--url', url)).toEqual({
      code: 1,
      output: '',
      errors: 'no alert never-sent has been admitted\n',
    });
  });

  it('ends with Ctrl-C, at once and whole', async () => {
    expect(await stopped(system, () => system.signalAll('SIGINT'))).toBe(0);
    await gone(system);
    expect(system.output()).toMatch(/stopping \.\.\.\n$/);
    expect(system.errors()).toBe('');
    expect(readdirSync(place('running'))).toEqual(['.local']);
    expect(readdirSync(place('running-tmp'))).toEqual([]);
    expect(await run('trace', 'any', '--url', url)).toMatchObject({
      code: 1,
      errors: `nothing answers at ${url}; is the system running? (npm start)\n`,
    });
  });
});

describe('a system told not to dial, with a data directory', () => {
  const data = join(directory, 'data');
  let firstKey: string;
  let crm: SimulatedCrm;

  beforeAll(async () => {
    crm = await startCrmSimulator({ token: 'local', customers: CUSTOMERS });
  });

  afterAll(() => crm.stop());

  it('defers its first alert and asks the platform nothing', async () => {
    const system = trunklineIn(
      'kept',
      'start',
      '--port',
      '0',
      '--set',
      'dialing.armed=false',
      '--data-dir',
      data,
    );
    await system.said(/Ctrl-C stops everything/);
    const [, url = ''] = await system.said(/^ready (\S+)$/m);
    const [, key = ''] = await system.said(/npm run trace -- (\S+) /);
    const asked = await fetch(`${url}/__requests`);
    const systems = ((await asked.json()) as { system: string }[]).map((request) => request.system);

    expect(system.output()).toMatch(/^ {2}deferred: disarmed$/m);
    expect(systems).toContain('crm');
    expect(systems).not.toContain('genesys');
    expect(await stopped(system, () => system.signal('SIGTERM'))).toBe(0);
    await gone(system);
    firstKey = key;
  });

  it('started again without simulators remembers it, seeds nothing and still does not dial', async () => {
    const system = trunklineIn(
      'kept',
      ...['start', '--port', '0', '--json', '--no-simulators', '--data-dir', data],
      ...['--set', `crm.baseUrl=${crm.url}`],
    );
    const [line = ''] = await system.said(/^\{.*\}\n/);
    const { ready: url }: { ready: string } = JSON.parse(line);

    expect(await ending(firstKey, url)).toMatchObject({ outcome: 'deferred', reason: 'disarmed' });
    const key = (await run('send', sampleOfTheDay(), '--url', url)).output.trim();
    expect(await ending(key, url)).toMatchObject({ outcome: 'deferred', reason: 'disarmed' });
    expect((await fetch(`${url}/__requests`)).status).toBe(403);
    expect(system.output()).toBe(line);
    expect(await stopped(system, () => system.signalAll('SIGTERM'))).toBe(0);
    await gone(system);
  });

  /** The sample, as if from a customer whose clock allows a call. */
  function sampleOfTheDay(): string {
    const [customer] = byLocalTime(new Date(), { opensAt: '08:00', closesAt: '20:00' }).day;
    const { customerId } = customer!;
    return sampleWith({ customerId, sensorId: `${SENSORS[customerId]}-B` });
  }
});

describe('a start that is interrupted', () => {
  it('ends as soon as it is up, and leaves nothing', async () => {
    const system = trunklineIn('interrupted', 'start', '--port', '0');
    await system.said(/synthesizing the app/);
    system.signalAll('SIGTERM');

    expect(await system.ended).toBe(0);
    await gone(system);
    expect(system.output()).toMatch(/stopping \.\.\.\n$/);
  });
});

describe('a command line that cannot be understood', () => {
  it.each([
    ['no command', [], 'no command ""; there are: start, '],
    ['an unknown command', ['strat'], 'no command "strat"; there are: start, '],
    ['a command of every object', ['constructor'], 'no command "constructor"'],
    ['an unknown option', ['send', '--ulr', 'x'], "Unknown option '--ulr'"],
    ['a port that is none', ['start', '--port', '65536'], '--port 65536 is not a port'],
    ['a port without its option', ['start', '3000'], 'start takes options only, not 3000'],
    [
      'a setting without a value',
      ['start', '--set', 'dialing.armed'],
      '--set dialing.armed: write path=value',
    ],
    ['no file', ['send'], 'name a sample file'],
    ['a file that is not there', ['send', 'sensor-alert.json'], 'sensor-alert.json cannot be read'],
    [
      'a sample no door takes',
      ['send', join(ROOT, 'events/dial-request.json')],
      'no door takes dial-request',
    ],
    ['a key beside --all', ['trace', 'one', '--all'], 'name keys, or --all, not both'],
    [
      'an address that is none',
      ['trace', 'one', '--url', 'localhost:3000'],
      '--url localhost:3000: write http',
    ],
    ['a stage that is not deployed', ['trace', 'one', '--stage', 'dev'], 'cdk-outputs.json is missing'],
  ])('%s ends with 2', async (_what, args, problem) => {
    const { code, output, errors } = await run(...args);

    expect(errors).toContain(problem);
    expect({ code, output }).toEqual({ code: 2, output: '' });
  });

  it('names every wrong setting at once', async () => {
    const sets = [
      'nope.deep=1',
      'dialing.armed=yes',
      'routing.reviewQueue=nowhere',
      'crm.baseUrl=http://crm.example',
    ];
    const { code, errors } = await run('start', '--port', '0', ...sets.flatMap((set) => ['--set', set]));

    expect(code).toBe(2);
    expect(errors.split('\n')).toEqual([
      'stage "local" has wrong settings:',
      '  dialing.armed: Invalid input: expected boolean, received string',
      '  nope: no such setting',
      '  routing.reviewQueue: telephony.queueIds names no queue "nowhere"',
      '  crm.baseUrl: must be https',
      '',
    ]);
  });

  it('and an address where nothing listens are told apart', async () => {
    expect(await run('send', SAMPLE, '--url', 'http://127.0.0.1:9')).toEqual({
      code: 1,
      output: '',
      errors: 'nothing answers at http://127.0.0.1:9; is the system running? (npm start)\n',
    });
  });
});

describe('the app that cdk runs', () => {
  const app = (context: object) =>
    finished(
      start([join(ROOT, 'bin/app.ts')], {
        cwd: place('app'),
        env: { CDK_CONTEXT_JSON: JSON.stringify(context), CDK_OUTDIR: place('app/cdk.out') },
      }),
    );

  it.each([
    [{ stage: 'prod', stages: { local: {}, dev: {} } }, 'cdk.json has no such stage; it has: local, dev'],
    [{ stage: 'constructor', stages: { dev: {} } }, 'stage "constructor"'],
    [{ stage: 'dev', stages: { dev: { crm: { kind: 'rest' } } } }, 'crm.baseUrl: Invalid input'],
  ])('ends with 2 and names the problem of %j', async (context, problem) => {
    const { code, errors } = await app(context);

    expect(errors).toContain(problem);
    expect(code).toBe(2);
  });
});

describe('an old Node', () => {
  it('is told what to do', async () => {
    const pretend = join(directory, 'old.cjs');
    writeFileSync(pretend, "Object.defineProperty(process, 'versions', { value: { node: '20.19.0' } });");
    const { code, errors } = await finished(
      start(['-r', pretend, '-r', join(ROOT, 'bin/require-node.cjs'), join(ROOT, 'bin/trunkline.ts')], {
        cwd: directory,
      }),
    );

    expect(errors).toMatch(/^Trunkline needs Node 24 or later;.*npm ci.*\n$/);
    expect(code).toBe(1);
  });
});
