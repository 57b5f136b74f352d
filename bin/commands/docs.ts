import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openApiDocument, type Samples } from '../../lib/openapi.ts';
import { type ServedRoute, servedRoutes } from '../../lib/openapi-routes.ts';
import { jsonText } from '../../lib/openapi-text.ts';
import { LOCAL, parseStage } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { readCloudAssembly } from '../../local/cloud-assembly.ts';
import { synthesizeTemplates } from '../../local/synthesize.ts';
import { readArguments, UsageError } from '../arguments.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Where the document lies. */
export const DOCUMENT = join(ROOT, 'docs/openapi.json');

/** `docs`: writes the OpenAPI document of what the stack serves. */
export async function docs(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } });
  if (positionals.length > 0) throw new UsageError(`docs takes options only, not ${positionals.join(' ')}`);
  const routes = stageRoutes(LOCAL);
  mkdirSync(dirname(DOCUMENT), { recursive: true });
  writeFileSync(DOCUMENT, documentText(routes));
  const names = routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  console.log(
    values.json ? JSON.stringify({ written: DOCUMENT, routes: names }) : `docs/openapi.json\n${list(names)}`,
  );
  return 0;
}

/** The document of some routes, with the samples of their messages. */
export function documentText(routes: readonly ServedRoute[]): string {
  return jsonText(openApiDocument(routes, samplesOf));
}

/**
 * What a stage of `cdk.json` serves, by its synthesized template.
 * @throws {StageError} there is no such stage, or its settings cannot be used
 */
export function stageRoutes(stage: string): readonly ServedRoute[] {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-docs-'));
  try {
    synthesizeTemplates(parseStage(stage, cdkContext().stages[stage]), directory);
    const { stacks } = readCloudAssembly(directory);
    return stacks.flatMap(({ template }) => servedRoutes(template.Resources));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** `SensorAlert` has its samples in `events/sensor-alert.json` and, several in one request, `sensor-alerts.json`. */
function samplesOf(model: string): Samples {
  const one = model.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  const files = [one, `${one}s`]
    .map((name) => [name, join(ROOT, 'events', `${name}.json`)] as const)
    .filter(([, file]) => existsSync(file));
  if (files.length === 0) throw new Error(`events/${one}.json is missing: every message has a sample`);
  return Object.fromEntries(files.map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8'))]));
}

const list = (names: readonly string[]): string => names.map((name) => `  ${name}`).join('\n');
