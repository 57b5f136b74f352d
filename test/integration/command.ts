import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** A process of its own, with all it starts in one process group. */
export interface Command {
  readonly pid: number;
  output(): string;
  errors(): string;
  /** Resolves when the output matches. @throws when the process ends first, or takes too long */
  said(pattern: RegExp, limitMs?: number): Promise<RegExpExecArray>;
  /** Signals the process alone. */
  signal(signal: NodeJS.Signals): void;
  /** Signals everything it started too, as Ctrl-C in a terminal does. */
  signalAll(signal: NodeJS.Signals): void;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Whether anything it started still runs. */
  leftOvers(): boolean;
}

/** How a command is run. */
export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `trunkline <args>` as the npm scripts do. */
export const trunkline = (args: readonly string[], options: CommandOptions): Command =>
  start(['-r', join(ROOT, 'bin/require-node.cjs'), join(ROOT, 'bin/trunkline.ts'), ...args], options);

/** Starts this Node with arguments. */
export function start(args: readonly string[], { cwd, env }: CommandOptions): Command {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? Number.NaN;
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  let isOver = false;
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      isOver = true;
      resolve(code ?? signal ?? Number.NaN);
    });
  });
  return {
    pid,
    output: () => output,
    errors: () => errors,
    said: async (pattern, limitMs = 180_000) => {
      const deadline = Date.now() + limitMs;
      for (;;) {
        const found = pattern.exec(output);
        if (found) return found;
        if (isOver || Date.now() > deadline) throw new Error(`never said ${pattern}:\n${output}\n${errors}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    signal: (signal) => {
      child.kill(signal);
    },
    signalAll: (signal) => {
      if (groupExists(pid)) process.kill(-pid, signal);
    },
    ended,
    leftOvers: () => groupExists(pid) && !isZombies(pid),
  };
}

/** What a command that ends by itself says. */
export async function finished(command: Command): Promise<{
  readonly code: number | NodeJS.Signals;
  readonly output: string;
  readonly errors: string;
}> {
  const code = await command.ended;
  return { code, output: command.output(), errors: command.errors() };
}

function groupExists(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether all that is left of a group has ended and only waits to be collected by whoever adopted it. */
function isZombies(group: number): boolean {
  if (!existsSync('/proc/self/stat')) return false;
  const states = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(name))
    .filter((stat) => stat?.group === group);
  return states.every((stat) => stat?.state === 'Z');
}

/** State and process group. Source: proc_pid_stat(5); the name before them may hold spaces and brackets. */
function statOf(pid: string): { readonly state: string; readonly group: number } | undefined {
  try {
    const [state = '', , group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state, group: Number(group) };
  } catch {
    return undefined;
  }
}
