import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CDK = join(import.meta.dirname, '../../node_modules/aws-cdk/bin/cdk');

/** How a CDK command ended. */
export interface CdkRun {
  readonly ok: boolean;
  /** What it printed, both streams as they came. */
  readonly output: string;
}

/** Runs CDK commands on one synthesized app with the environment of an emulator alone. */
export function cdkOn(environment: Readonly<Record<string, string>>, directory: string) {
  let runs = 0;
  return (...args: readonly string[]): Promise<CdkRun> => {
    runs += 1;
    const log = join(directory, `cdk-${runs}-${args[0]}.log`);
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CDK, ...args, '--no-notices', '--no-color'], {
        cwd: directory,
        env: { ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      const add = (chunk: Buffer): void => {
        output += chunk.toString();
      };
      child.stdout.on('data', add);
      child.stderr.on('data', add);
      child.once('error', reject);
      child.once('close', (code) => {
        writeFileSync(log, output);
        resolve({ ok: code === 0, output });
      });
    });
  };
}

export type Cdk = ReturnType<typeof cdkOn>;
