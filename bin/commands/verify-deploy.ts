import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Override, parseOverride } from '../../local/stage-settings.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { lintTemplates } from '../verify-deploy/lint.ts';
import { pinnedVersion, pythonTools } from '../verify-deploy/python-tools.ts';
import { verifyOnEmulator } from '../verify-deploy/verify-on-emulator.ts';

/** Where packages of Python are installed; kept between runs. */
const TOOLS = '.local/verify-deploy';

const NOTHING: string[] = [];

/**
 * `verify-deploy [--lint] [--set path=value]`: lints every template, then deploys the synthesized app to an emulator of
 * AWS, sends it the samples, waits for their outcomes and tears it down. `--lint`: the templates alone; `--set`: a setting
 * of the local stage, such as its platform. Exit code 1 when something is not
 * as it must be; 0 and `skipped: no Python` where there is none.
 */
export async function verifyDeploy(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    lint: { type: 'boolean', default: false },
    set: { type: 'string', multiple: true, default: NOTHING },
  });
  const overrides = values.set.map(parseOverride);
  if (positionals.length > 0) throw new UsageError('verify-deploy takes options only');
  const tools = await pythonTools(TOOLS);
  if (tools.kind === 'skipped') {
    console.log(`skipped: ${tools.reason}`);
    return 0;
  }
  const linting = lintTemplates(tools.bin).then(({ templates, findings }) => {
    const verdict = findings === '' ? 'clean' : `not clean\n${findings}`;
    console.log(`cfn-lint ${pinnedVersion('cfn-lint')}: ${templates} templates, ${verdict}`);
    return findings === '';
  });
  // The linter has a process of its own and need not be waited for.
  const [isClean, isProven] = await Promise.all([linting, values.lint || onEmulator(tools.bin, overrides)]);
  return isClean && isProven ? 0 : 1;
}

async function onEmulator(bin: string, overrides: readonly Override[]): Promise<boolean> {
  // Outside of this package, whose module type would be that of the emulator's workers.
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-verify-'));
  const passed = await verifyOnEmulator(bin, { directory, overrides, say: console.log });
  if (passed) rmSync(directory, { recursive: true, force: true });
  else console.log(`logs: ${directory}`);
  return passed;
}
