import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type App, Duration, Stack } from 'aws-cdk-lib';
import type { LocalSystem } from '../../local/system.ts';
import { eventually, type Workshop, workshop } from './local-app.ts';

const PROBE = `
export const handler = async (event, context) => {
  console.log('began', JSON.stringify(event));
  if (event.hang) await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (event.fail) throw new RangeError('too far');
  if (event.text) throw 'only text';
  if (event.exit) process.exit(3);
  if (event.environment) return process.env;
  if (event.nothing) return undefined;
  if (event.clock) return { now: Date.now(), date: new Date().getTime(), text: Date(), given: new Date(5).getTime(),
    isDate: new Date() instanceof Date, year: Date.UTC(2000, 0), remaining: context.getRemainingTimeInMillis() };
  const { getRemainingTimeInMillis, ...rest } = context;
  return { pid: process.pid, remaining: getRemainingTimeInMillis(), context: rest };
};`;

function build(shop: Workshop, app: App): void {
  const pipeline = new Stack(app, 'Pipeline');
  shop.fn(pipeline, 'Probe', PROBE, {
    functionName: 'probe',
    environment: { OWN: 'value' },
    memorySize: 256,
  });
  shop.fn(pipeline, 'Brief', PROBE, { functionName: 'brief', timeout: Duration.seconds(1) });
  shop.fn(pipeline, 'Unloadable', "throw new TypeError('bad module');", { functionName: 'unloadable' });
  shop.fn(pipeline, 'Nameless', 'export const other = 1;', { functionName: 'nameless' });
}

const isGone = (pid: number): boolean => !existsSync(`/proc/${pid}`) && !answersSignal(pid);

function answersSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a local function', () => {
  let shop: Workshop;
  let system: LocalSystem;

  beforeAll(async () => {
    shop = workshop(build);
    system = await shop.start();
  }, 300_000);

  afterAll(() => shop?.close());

  const log = (name: string): string => readFileSync(join(shop.logDirectory, `${name}.log`), 'utf8');
  const pidOf = async (name: string): Promise<number> => {
    const answer = await system.invoke(name, {});
    return answer !== null && typeof answer === 'object' && 'pid' in answer ? Number(answer.pid) : 0;
  };

  it('can be made to believe in another time, and back', async () => {
    const DAY_MS = 86_400_000;
    system.shiftClocks(DAY_MS);
    const tomorrow = await system.invoke('probe', { clock: true });
    system.shiftClocks(0);
    const today = await system.invoke('probe', { clock: true });

    const near = (at: number) => ({
      now: expect.closeTo(at, -4),
      date: expect.closeTo(at, -4),
      text: expect.stringContaining(new Date(at).toDateString()),
      given: 5,
      isDate: true,
      year: Date.UTC(2000, 0),
      remaining: expect.closeTo(5000, -4),
    });
    expect(tomorrow).toEqual(near(Date.now() + DAY_MS));
    expect(today).toEqual(near(Date.now()));
  });

  it('stays warm between invocations and knows its context', async () => {
    const first = await system.invoke('probe', {});
    const second = await pidOf('probe');

    expect(first).toEqual({
      pid: second,
      remaining: expect.any(Number),
      context: expect.objectContaining({
        functionName: 'probe',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:probe',
        memoryLimitInMB: '256',
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      }),
    });
  });

  it('sees its own environment and nothing of the machine', async () => {
    const environment = await system.invoke('probe', { environment: true });

    expect(environment).toMatchObject({
      OWN: 'value',
      AWS_LAMBDA_FUNCTION_NAME: 'probe',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_SQS: system.awsEnvironment().AWS_ENDPOINT_URL_SQS,
      TZ: ':UTC',
      _HANDLER: 'index.handler',
    });
    expect(environment).not.toHaveProperty('HOME');
    expect(environment).not.toHaveProperty('NODE_OPTIONS');
  });

  it('rejects with what the handler threw and keeps its process', async () => {
    const before = await pidOf('probe');

    await expect(system.invoke('probe', { fail: true })).rejects.toMatchObject({
      name: 'RangeError',
      message: 'too far',
    });
    await expect(system.invoke('probe', { text: true })).rejects.toMatchObject({ message: 'only text' });

    expect(await pidOf('probe')).toBe(before);
    expect(log('probe')).toContain('RangeError: too far');
  });

  it('answers null when the handler returns nothing', async () => {
    expect(await system.invoke('probe', { nothing: true })).toBeNull();
  });

  it('is ended with kill -9 when it takes too long', async () => {
    const before = await pidOf('brief');

    await expect(system.invoke('brief', { hang: true })).rejects.toThrow(
      /Task timed out after 1\.00 seconds/,
    );

    await eventually(() => isGone(before) || undefined);
    expect(await pidOf('brief')).not.toBe(before);
    expect(log('brief')).toContain('Task timed out');
  });

  it('fails the invocation when its process is killed, and starts anew for the next', async () => {
    const before = await pidOf('probe');
    const failure = system.invoke('probe', { hang: 'until killed' }).catch((error: unknown) => error);
    await eventually(() => log('probe').includes('until killed') || undefined);

    system.killFunction('probe');

    expect(await failure).toMatchObject({
      name: 'Runtime.ExitError',
      message: expect.stringContaining('signal: SIGKILL'),
    });
    expect(await pidOf('probe')).not.toBe(before);
  });

  it('fails the invocation when the process ends by itself', async () => {
    await expect(system.invoke('probe', { exit: true })).rejects.toThrow(/exit status 3/);

    expect(await pidOf('probe')).toBeGreaterThan(0);
  });

  it('fails every invocation when the module does not load', async () => {
    await expect(system.invoke('unloadable', {})).rejects.toMatchObject({
      name: 'TypeError',
      message: 'bad module',
    });
    await expect(system.invoke('unloadable', {})).rejects.toThrow('bad module');
    await expect(system.invoke('nameless', {})).rejects.toMatchObject({ name: 'Runtime.HandlerNotFound' });
  });

  it('refuses a name nobody has', async () => {
    await expect(system.invoke('nobody', {})).rejects.toThrow('no function nobody');
  });

  it('runs at most two invocations at once, each in its own process', async () => {
    const pids = await Promise.all(Array.from({ length: 6 }, () => pidOf('probe')));

    expect(new Set(pids).size).toBeLessThanOrEqual(2);
  });

  it('leaves no process behind when the system stops', async () => {
    const other = await shop.start();
    const answer = await other.invoke('probe', {});
    const hanging = other.invoke('probe', { hang: true }).catch((error: unknown) => error);

    await Promise.all([other.stop(), other.stop()]);

    expect(
      isGone(Number(answer !== null && typeof answer === 'object' && 'pid' in answer && answer.pid)),
    ).toBe(true);
    expect(await hanging).toBeInstanceOf(Error);
    await expect(other.invoke('probe', {})).rejects.toThrow('probe is stopped');
  });
});
