import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FUNCTION_NAMES } from '../../lib/workflow.ts';
import { type Laptop, startLaptop } from '../../local/laptop.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { logicalIdOf } from '../lambda-events.ts';
import { LAMBDA_EVENTS } from './events.ts';

const WORK_DIRECTORY = '.local';

/**
 * `invoke FUNCTION [EVENT]`: runs one function once with an event, by default its own of `events/lambda/`, as
 * `sam local invoke` does, without a container: its bundle, its environment, fresh tables and simulated vendors. Prints
 * what it wrote to its log, then what it gave back. Exit code 1 when it failed.
 */
export async function invoke(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } });
  const [given = '', file, ...more] = positionals;
  const name = FUNCTION_NAMES.find((one) => one === given);
  if (!name || more.length > 0)
    throw new UsageError(`invoke FUNCTION [EVENT]; functions are: ${FUNCTION_NAMES.join(', ')}`);
  const event = eventIn(file ?? join(LAMBDA_EVENTS, `${name}.json`));
  const laptop = await startLaptop({
    port: 0,
    overrides: [],
    simulators: true,
    workDirectory: WORK_DIRECTORY,
    progress: (step) => void (values.json || console.error(`${step} ...`)),
  });
  try {
    const { functionNames, resources } = laptop.system;
    const id = logicalIdOf(
      name,
      resources.map(({ logicalId }) => logicalId),
    );
    const physical = resources.find(({ logicalId }) => logicalId === id)?.name ?? '';
    if (!functionNames.includes(physical)) throw new Error(`${name} is not in the template`);
    return await outcomeOf(laptop, physical, event);
  } finally {
    await laptop.stop();
  }
}

async function outcomeOf({ system }: Laptop, physical: string, event: unknown): Promise<number> {
  const log = join(WORK_DIRECTORY, `${physical}.log`);
  const before = logLines(log).length;
  try {
    const result = await system.invoke(physical, event);
    for (const line of logLines(log).slice(before)) console.error(line);
    console.log(JSON.stringify(result, undefined, 2));
    return 0;
  } catch (error) {
    for (const line of logLines(log).slice(before)) console.error(line);
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : 'failed');
    return 1;
  }
}

const logLines = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

/** @throws {UsageError} there is no such file, or it is no JSON */
function eventIn(file: string): unknown {
  if (!existsSync(file)) throw new UsageError(`${file}: there is no such event (npm run events makes them)`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(`${file} is not JSON`);
  }
}
