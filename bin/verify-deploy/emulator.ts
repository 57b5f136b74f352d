import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../local/free-port.ts';

/** An AWS emulator that is not ours, with its functions in processes of their own. */
export interface Emulator {
  /** Its address on loopback, without a trailing slash. */
  readonly url: string;
  /** What a client needs to reach it, and nothing of the caller's own account. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it has logged so far. */
  says(): string;
  /** Ends it and its functions; repeatable. */
  stop(): Promise<void>;
}

/** The account and region it plays. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

const START_MS = 60_000;
const LOOK_EVERY_MS = 200;

/**
 * Starts MiniStack with no state. `directory`: must lie outside of this package, whose `type` would be its workers'.
 * @throws {Error} it does not come up; its log lies in the directory
 */
export async function startEmulator(bin: string, directory: string): Promise<Emulator> {
  mkdirSync(directory, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(directory, 'emulator.log');
  const log = openSync(logFile, 'w');
  const child = spawn(join(bin, 'ministack'), {
    cwd: directory,
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      PATH: `${dirname(process.execPath)}:${bin}:/usr/local/bin:/usr/bin:/bin`,
      HOME: directory,
      TMPDIR: directory,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      S3_DATA_DIR: join(directory, 's3'),
      STATE_DIR: join(directory, 'state'),
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    },
  });
  closeSync(log);
  let ended = false;
  const exit = new Promise<void>((resolve) => {
    const end = (): void => {
      ended = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const end = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined) endGroup(child.pid, signal);
  };
  const killAll = (): void => end('SIGKILL');
  process.once('exit', killAll);
  const stop = async (): Promise<void> => {
    end('SIGTERM');
    await Promise.race([exit, pause(5_000, undefined, { ref: false })]);
    killAll();
    process.removeListener('exit', killAll);
  };
  if (!(await answers(url, () => ended))) {
    await stop();
    throw new Error(`the emulator does not answer; its log: ${logFile}`);
  }
  const says = (): string => readFileSync(logFile, 'utf8');
  return { url, environment: clientEnvironment(url, directory), says, stop };
}

/** No profile, no credentials and no address of the caller's: nothing can reach a real account. */
const clientEnvironment = (url: string, directory: string): Readonly<Record<string, string>> => ({
  PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
  HOME: directory,
  CI: 'true',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ENDPOINT_URL: url,
  AWS_ENDPOINT_URL_S3: url,
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
});

async function answers(url: string, hasEnded: () => boolean): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < START_MS && !hasEnded(); waitedMs += LOOK_EVERY_MS) {
    const health = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (health?.ok) return true;
    await pause(LOOK_EVERY_MS);
  }
  return false;
}

/** A group that has already ended is no failure. */
function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
