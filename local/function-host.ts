// Runs inside every function process: loads the bundle, then handles one invocation at a time.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { machineNow, shiftProcessClock } from './function-clock.ts';
import type { FailureMessage, HostMessage, InvokeMessage } from './function-messages.ts';

type Handler = (event: unknown, context: Readonly<Record<string, unknown>>) => unknown;

const environment = (name: string): string => process.env[name] ?? '';

function say(message: HostMessage): void {
  process.send?.(message);
}

async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  const [, path = '', exportName = ''] = /^(.+)\.([^.]+)$/.exec(name) ?? [];
  const file = ['.mjs', '.js', '.cjs'].map((ending) => join(taskRoot, path + ending)).find(existsSync);
  if (file === undefined) throw named('Runtime.ImportModuleError', `no module ${path} in ${taskRoot}`);
  const module = await import(pathToFileURL(file).href);
  const handler: unknown = module[exportName] ?? module.default?.[exportName];
  if (!isHandler(handler)) throw named('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  return handler;
}

const isHandler = (value: unknown): value is Handler => typeof value === 'function';

async function run(handler: Handler, message: InvokeMessage): Promise<HostMessage> {
  shiftProcessClock(message.clockOffsetMs);
  try {
    const result = await handler(message.event, context(message));
    return { kind: 'result', payload: JSON.stringify(result ?? null) ?? 'null' };
  } catch (error) {
    console.error(error);
    return { kind: 'failure', failure: failureOf(error) };
  }
}

const context = ({ requestId, functionArn, deadline }: InvokeMessage) => ({
  awsRequestId: requestId,
  callbackWaitsForEmptyEventLoop: true,
  functionName: environment('AWS_LAMBDA_FUNCTION_NAME'),
  functionVersion: environment('AWS_LAMBDA_FUNCTION_VERSION'),
  invokedFunctionArn: functionArn,
  logGroupName: environment('AWS_LAMBDA_LOG_GROUP_NAME'),
  logStreamName: environment('AWS_LAMBDA_LOG_STREAM_NAME'),
  memoryLimitInMB: environment('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
  getRemainingTimeInMillis: () => Math.max(0, deadline - machineNow()),
});

function failureOf(error: unknown): FailureMessage {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

// Ctrl-C reaches the whole terminal group; the parent decides when functions end.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());

try {
  const handler = await loadHandler(environment('LAMBDA_TASK_ROOT'), environment('_HANDLER'));
  process.on('message', (message: InvokeMessage) => {
    run(handler, message).then(say);
  });
  say({ kind: 'ready' });
} catch (error) {
  console.error(error);
  say({ kind: 'unloadable', failure: failureOf(error) });
}
