import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, aws_lambda as lambda, type Stack } from 'aws-cdk-lib';
import { type LocalSystem, type LocalSystemOptions, startLocalSystem } from '../../local/system.ts';

/** A small CDK app in a directory of its own, and what to clean up afterwards. */
export interface Workshop {
  readonly directory: string;
  readonly assemblyDirectory: string;
  readonly logDirectory: string;
  /** A function whose handler module is the given source. */
  fn(scope: Stack, id: string, source: string, props?: Partial<lambda.FunctionProps>): lambda.Function;
  start(options?: Partial<LocalSystemOptions>): Promise<LocalSystem>;
  close(): Promise<void>;
}

/** Synthesizes an app whose stacks the test builds. */
export function workshop(build: (shop: Workshop, app: App) => void): Workshop {
  const directory = mkdtempSync(join(tmpdir(), 'local-system-'));
  const assemblyDirectory = join(directory, 'cdk.out');
  const logDirectory = join(directory, 'logs');
  const systems: LocalSystem[] = [];
  const shop: Workshop = {
    directory,
    assemblyDirectory,
    logDirectory,
    fn: (scope, id, source, props = {}) => {
      const code = join(directory, 'code', id);
      mkdirSync(code, { recursive: true });
      writeFileSync(join(code, 'index.mjs'), source);
      return new lambda.Function(scope, id, {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        timeout: Duration.seconds(5),
        code: lambda.Code.fromAsset(code),
        ...props,
      });
    },
    start: async (options = {}) => {
      const system = await startLocalSystem({ assemblyDirectory, logDirectory, port: 0, ...options });
      systems.push(system);
      return system;
    },
    close: async () => {
      await Promise.all(systems.map((system) => system.stop()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
  const app = new App({ outdir: assemblyDirectory, analyticsReporting: false });
  build(shop, app);
  app.synth();
  return shop;
}

/** Asks again until the answer is there, or fails when the deadline has passed. */
export async function eventually<Value>(
  ask: () => Value | undefined | Promise<Value | undefined>,
  limitMs = 60_000,
): Promise<Value> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
