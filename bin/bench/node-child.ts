import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** How a script runs in a Node process of its own. */
export interface ChildOptions {
  /** Its whole environment but for PATH. @default this process's */
  readonly env?: Readonly<Record<string, string>>;
  /** Told as soon as it runs. */
  readonly started?: (child: ChildProcess) => void;
}

/**
 * Runs a script of ours in a fresh Node process and gives what it prints. What it says on stderr goes to ours,
 * and it ends when we do.
 * @throws {Error} it ends with another code than 0
 */
export async function nodeOutput(args: readonly string[], options: ChildOptions = {}): Promise<string> {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(options.env && { env: { PATH: process.env.PATH, ...options.env } }),
  });
  options.started?.(child);
  const stop = (): void => void child.kill();
  process.once('exit', stop);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [printed, code] = await Promise.all([text(child.stdout), ended]).finally(() =>
    process.off('exit', stop),
  );
  if (code !== 0) throw new Error(`${args[0]} ended with code ${code}`);
  return printed;
}
