import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEFENCES, type Defence } from '../../test/defences/defences.ts';
import { changed } from '../../test/simulation/mutation.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { tableText } from '../bench/bench-table.ts';
import { endOnSignals, scratchDirectory } from '../bench/interruption.ts';

const TOP = join(import.meta.dirname, '../..');

/** What the tests said: how many of them failed, or that they could not be run, which proves nothing. */
type Verdict = { readonly kind: 'ran'; readonly failed: number } | { readonly kind: 'not run' };

/**
 * `defences [text]`: takes each defence away in a copy of the repository and runs the tests that hold it. Ends with 1
 * when the tests stand without a defence. `text` picks the defences whose name or purpose contains it.
 */
export async function defences(args: readonly string[]): Promise<number> {
  const { positionals } = readArguments(args, {});
  const [text = ''] = positionals;
  const chosen = DEFENCES.filter(({ name, against }) => `${against}: ${name}`.includes(text));
  if (chosen.length === 0) throw new UsageError(`no defence has "${text}" in its name`);
  endOnSignals();
  const scratch = scratchDirectory();
  const startedAt = Date.now();
  const say = (line: string): void => {
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
    console.error(`[${seconds.padStart(4)} s] ${line}`);
  };
  say('copying the repository');
  copyRepository(scratch.path);
  say('with every defence');
  const whole = run(scratch.path, [...new Set(chosen.flatMap(({ tests }) => tests))]);
  if (whole.kind !== 'ran' || whole.failed > 0) throw new Error('the tests do not pass with every defence');
  const rows = chosen.map((defence) => {
    say(`without: ${defence.name}`);
    return { defence, verdict: runWithout(scratch.path, defence) };
  });
  scratch.remove();
  console.log(
    tableText({
      title: `${chosen.length} defences taken away, one at a time`,
      rows: rows.map(({ defence, verdict }) => ({
        'what was made true': defence.name,
        against: defence.against,
        tests: defence.tests.map((test) => test.replace(/^test\/|\.test\.ts$/g, '')).join(', '),
        outcome: outcomeText(verdict),
      })),
      notes: ['red: so many tests fail without the defence; before, all of them passed'],
    }),
  );
  return rows.every(({ verdict }) => verdict.kind === 'ran' && verdict.failed > 0) ? 0 : 1;
}

function outcomeText(verdict: Verdict): string {
  if (verdict.kind === 'not run') return 'NOT RUN';
  return verdict.failed > 0 ? `red (${verdict.failed})` : 'GREEN: nothing holds it';
}

/** What git knows or would add, as it stands. */
function copyRepository(to: string): void {
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: TOP });
  if (listed.status !== 0) throw new Error('this command needs the git repository');
  for (const file of listed.stdout.toString().split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(TOP, file), join(to, file));
  }
  symlinkSync(join(TOP, 'node_modules'), join(to, 'node_modules'));
}

function runWithout(at: string, defence: Defence): Verdict {
  const path = join(at, defence.file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(path, changed(original, defence));
  try {
    return run(at, defence.tests);
  } finally {
    writeFileSync(path, original);
  }
}

function run(at: string, tests: readonly string[]): Verdict {
  const report = join(at, '.report.json');
  writeFileSync(report, '{}');
  spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      join(at, 'node_modules/jest/bin/jest.js'),
      '--json',
      `--outputFile=${report}`,
      '--runTestsByPath',
      ...tests,
    ],
    { cwd: at, stdio: 'ignore' },
  );
  return verdictOf(JSON.parse(readFileSync(report, 'utf8')));
}

function verdictOf(report: { numRuntimeErrorTestSuites?: number; numFailedTests?: number }): Verdict {
  const { numRuntimeErrorTestSuites, numFailedTests } = report;
  if (numRuntimeErrorTestSuites !== 0 || numFailedTests === undefined) return { kind: 'not run' };
  return { kind: 'ran', failed: numFailedTests };
}
