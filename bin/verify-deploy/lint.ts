import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseStage } from '../../lib/stage.ts';
import { stageVariants } from '../../local/stage-variants.ts';
import { synthesizeTemplates } from '../../local/synthesize.ts';

const run = promisify(execFile);

/** The CDK writes dependencies that a reference already makes; they change nothing. */
const IGNORED = 'W3005';

export interface LintReport {
  readonly templates: number;
  /** What `cfn-lint` says; empty when it finds nothing. */
  readonly findings: string;
}

/** Lints the templates of every stage of `cdk.json` and of its variants. `bin`: where `cfn-lint` is. */
export async function lintTemplates(bin: string): Promise<LintReport> {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-lint-'));
  try {
    const templates = stageVariants().flatMap(({ stage, variant, settings }) => {
      const outdir = join(directory, `${stage}-${variant}`);
      synthesizeTemplates(parseStage(stage, settings), outdir);
      return ['State', 'Pipeline'].map((stack) => join(outdir, `${stack}.template.json`));
    });
    const findings = await run(join(bin, 'cfn-lint'), ['--ignore-checks', IGNORED, '--', ...templates]).then(
      ({ stdout }) => stdout,
      (error: unknown) => outputOf(error),
    );
    return { templates: templates.length, findings: findings.trim() };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Findings end `cfn-lint` with a code of their own, and are on its standard output. */
function outputOf(error: unknown): string {
  const output = error instanceof Error ? String(Reflect.get(error, 'stdout') ?? '') : '';
  if (output === '') throw error;
  return output;
}
