import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { UsageError } from './arguments.ts';

/** Where a command sends its requests: a local system or a deployed stage. */
export interface Target {
  /** Ends in a slash; the doors' paths follow. */
  readonly doorsUrl: string;
  readonly readsUrl: string;
  readonly doorsKey: string;
  readonly readsKey: string;
}

/** The options every command understands. */
export const TARGET_OPTIONS = {
  url: { type: 'string' },
  stage: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** Where the local system is, unless somebody says otherwise. */
export const LOCAL_URL = 'http://127.0.0.1:3000';

/** What `npx cdk deploy --all --outputs-file cdk-outputs.json` leaves behind. */
const OUTPUTS_FILE = 'cdk-outputs.json';
const Outputs = z.record(z.string(), z.record(z.string(), z.string()));

/**
 * The target of `--url` or `--stage`; without either, the local system on its usual port.
 * @throws {UsageError} `--url` is no address, or a deployed stage's outputs or keys are not at hand
 */
export function target(options: {
  readonly url?: string | undefined;
  readonly stage?: string | undefined;
}): Target {
  if (options.stage !== undefined && options.stage !== 'local') return deployed(options.stage);
  const { href: base, hostname } = webAddress(options.url ?? LOCAL_URL);
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  const key = (variable: string): string => (loopback ? 'local' : fromEnvironment(variable));
  return {
    doorsUrl: base,
    readsUrl: base,
    doorsKey: key('TRUNKLINE_DOORS_KEY'),
    readsKey: key('TRUNKLINE_READS_KEY'),
  };
}

/** Keeps the path, which on a deployed API begins with the stage. */
function webAddress(text: string): URL {
  const url = URL.parse(text);
  if (!url?.protocol.startsWith('http')) throw new UsageError(`--url ${text}: write http://host:port`);
  return new URL(`${url.origin}${url.pathname.replace(/\/?$/, '/')}`);
}

/**
 * An output of a deployed stack whose name begins so.
 * @throws {UsageError} the stage's outputs are not at hand
 */
export function stackOutput(stage: string, stack: 'state' | 'pipeline', part: string): string {
  if (!existsSync(OUTPUTS_FILE)) {
    throw new UsageError(
      `${OUTPUTS_FILE} is missing: npx cdk deploy --all -c stage=${stage} --outputs-file ${OUTPUTS_FILE}`,
    );
  }
  const stacks = Outputs.parse(JSON.parse(readFileSync(OUTPUTS_FILE, 'utf8')));
  const outputs = Object.entries(stacks[`trunkline-${stage}-${stack}`] ?? {});
  const [, value] = outputs.find(([name]) => name.startsWith(part)) ?? [];
  if (value === undefined) throw new UsageError(`${OUTPUTS_FILE} does not know ${part} of stage ${stage}`);
  return value;
}

function deployed(stage: string): Target {
  return {
    doorsUrl: stackOutput(stage, 'pipeline', 'DoorsApiUrl'),
    readsUrl: stackOutput(stage, 'pipeline', 'ReadsApiUrl'),
    doorsKey: fromEnvironment('TRUNKLINE_DOORS_KEY'),
    readsKey: fromEnvironment('TRUNKLINE_READS_KEY'),
  };
}

function fromEnvironment(variable: string): string {
  const value = process.env[variable];
  if (value === undefined || value === '')
    throw new UsageError(`set ${variable} to the API key of this stage`);
  return value;
}
