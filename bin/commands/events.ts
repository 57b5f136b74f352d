import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonText } from '../../lib/openapi-text.ts';
import { LOCAL, parseStage } from '../../lib/stage.ts';
import { FUNCTION_NAMES } from '../../lib/workflow.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { readCloudAssembly } from '../../local/cloud-assembly.ts';
import { synthesizeTemplates } from '../../local/synthesize.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { lambdaEvent, logicalIdOf } from '../lambda-events.ts';

/** Where the events of functions lie. */
export const LAMBDA_EVENTS = join(import.meta.dirname, '../../events/lambda');

/** `events`: writes a ready Lambda event for every function, and the logical ids that `sam local invoke` wants. */
export async function events(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } });
  if (positionals.length > 0) throw new UsageError(`events takes options only, not ${positionals.join(' ')}`);
  mkdirSync(LAMBDA_EVENTS, { recursive: true });
  const texts = eventTexts(localLogicalIds());
  for (const [file, text] of Object.entries(texts)) writeFileSync(join(LAMBDA_EVENTS, file), text);
  const files = Object.keys(texts);
  console.log(values.json ? JSON.stringify(files) : `events/lambda: ${files.length} files`);
  return 0;
}

/** What `events` writes, by file. */
export function eventTexts(logicalIds: readonly string[]): Readonly<Record<string, string>> {
  const ids = FUNCTION_NAMES.map((name) => [name, logicalIdOf(name, logicalIds)] as const);
  return {
    ...Object.fromEntries(FUNCTION_NAMES.map((name) => [`${name}.json`, jsonText(lambdaEvent(name))])),
    'logical-ids.json': jsonText(Object.fromEntries(ids)),
  };
}

/** Logical ids of every resource of the local stage. */
function localLogicalIds(): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-events-'));
  try {
    synthesizeTemplates(parseStage(LOCAL, cdkContext().stages[LOCAL]), directory);
    return readCloudAssembly(directory).stacks.flatMap(({ template }) => Object.keys(template.Resources));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
