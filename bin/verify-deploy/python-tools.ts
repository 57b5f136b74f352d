import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The packages, each with its version. */
export const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** The oldest Python that the packages take. */
const OLDEST = [3, 11] as const;

/** Where the commands of the installed packages are, or why there are none. */
export type PythonTools = { readonly kind: 'ready'; readonly bin: string } | Skipped;
export interface Skipped {
  readonly kind: 'skipped';
  readonly reason: string;
}

/**
 * Installs the packages of `requirements.txt` into a virtual environment below a directory, unless they are there.
 * `python`: the command to make it with; `pip`: more options of its installation. Where they cannot be had, the reason is pip's own last line.
 */
export async function pythonTools(
  directory: string,
  { python = 'python3', pip = [] }: { readonly python?: string; readonly pip?: readonly string[] } = {},
): Promise<PythonTools> {
  const missing = await missingPython(python);
  if (missing !== undefined) return { kind: 'skipped', reason: missing };
  const environment = resolve(directory, 'python');
  const bin = join(environment, 'bin');
  const note = join(environment, 'requirements.sha256');
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted) return { kind: 'ready', bin };
  rmSync(environment, { recursive: true, force: true });
  await run(python, ['-m', 'venv', environment]);
  const refusal = await install(bin, pip);
  if (refusal !== undefined) return { kind: 'skipped', reason: `no packages: ${refusal}` };
  writeFileSync(note, wanted);
  return { kind: 'ready', bin };
}

/** Installs the packages. What pip says when it cannot; `undefined` when all are there. */
async function install(bin: string, pip: readonly string[]): Promise<string | undefined> {
  const args = ['install', '--quiet', '--disable-pip-version-check', ...pip, '-r', REQUIREMENTS];
  return run(join(bin, 'pip'), args).then(
    () => undefined,
    (error: Error & { readonly stderr?: string }) =>
      (error.stderr ?? error.message).trim().split('\n').at(-1) ?? error.message,
  );
}

/** The version of an installed package, as it is pinned. */
export function pinnedVersion(name: string): string {
  const line = readFileSync(REQUIREMENTS, 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`${name}==`));
  return line?.slice(name.length + 2) ?? 'unknown';
}

/** What is missing of Python; `undefined` when all is there. */
async function missingPython(python: string): Promise<string | undefined> {
  const asked = 'import ensurepip, sys, venv; print(*sys.version_info[:2])';
  const answer = await run(python, ['-c', asked]).catch(() => undefined);
  if (answer === undefined) return 'no Python';
  const [major = 0, minor = 0] = answer.stdout.trim().split(' ').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return isOld ? `no Python ${OLDEST.join('.')} or newer, only ${major}.${minor}` : undefined;
}
