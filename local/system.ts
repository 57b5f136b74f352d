import { type CallListener, openAwsEndpoint } from './aws-endpoint.ts';
import { readBlueprint } from './blueprint.ts';
import { type Cleanup, cleanup } from './cleanup.ts';
import { readCloudAssembly } from './cloud-assembly.ts';
import { readApis } from './door/apis.ts';
import { type AnswerListener, type Extras, openDoor } from './door/door-server.ts';
import type { EffectTap } from './effect-tap.ts';
import type { EngineCall } from './engine-call.ts';
import { startEngines } from './engines.ts';
import type { PutEvent } from './event-rules.ts';
import { awsEnvironment, functionDefinitions } from './function-definition.ts';
import { functions } from './functions.ts';
import { type LocalResource, localResources, oneResource } from './local-resources.ts';
import { startPollers } from './poller.ts';
import { partitionKeys, provision, readStorage } from './provision.ts';
import { readFeeds } from './queue-feeds.ts';
import { fireSchedule, putEvent, readRules } from './rules.ts';
import { startSchedules } from './schedule.ts';

/** What to run and where. */
export interface LocalSystemOptions {
  /** The synthesized cloud assembly, usually cdk.out. */
  readonly assemblyDirectory: string;
  /** The doors' port; 0 takes any free one. */
  readonly port: number;
  /** Output of each function is appended to `<logDirectory>/<function name>.log`. */
  readonly logDirectory: string;
  /** Where the engines keep their state. @default state is in memory and ends with the system */
  readonly dataDirectory?: string;
  /** Secret ARN to secret string, read at every call. @default every secret is unknown */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Answers requests whose path begins with `/__`. @default those go to the APIs like any other */
  readonly extras?: Extras;
  /** Is told what the doors and reads answered. @default nobody is */
  readonly answered?: AnswerListener;
  /** Carries out every call to the engines. @default they happen */
  readonly tap?: EffectTap;
}

/** A running system. */
export interface LocalSystem {
  /** Where the doors are, for example `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly functionNames: readonly string[];
  readonly resources: readonly LocalResource[];
  /**
   * The one resource of a type whose construct path or logical id is, or ends with, the given text.
   * @throws when none or several are.
   */
  resource(type: string, pathSuffixOrLogicalId: string): LocalResource;
  /** Invokes a function directly. @throws FunctionError what the function failed with. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Ends the function's processes with kill -9; the next invocation starts a new one. */
  killFunction(functionName: string): void;
  /**
   * Lets the clocks of all functions run ahead of the machine's, or behind, from their next invocation on. Queues,
   * schedules and simulators go by the machine's.
   */
  shiftClocks(ms: number): void;
  /** Fires a schedule now, and waits for its targets. @throws what a target failed with. */
  fireSchedule(ruleName: string): Promise<void>;
  /** Puts an event on a bus and waits for the targets of every rule it matches. Gives the names of those rules. */
  putEvent(event: PutEvent): Promise<readonly string[]>;
  /** Every call to an engine so far, oldest first. */
  engineCalls(): readonly EngineCall[];
  /** Tells of every call to an engine from now on, when it has been carried out. */
  watchEngines(listener: CallListener): void;
  /** What an AWS SDK needs in its environment, or a client in its configuration, to reach the engines. */
  awsEnvironment(): Record<string, string>;
  /** Ends every process, connection and file. Repeated calls wait for the first. */
  stop(): Promise<void>;
}

/** The access key outside clients use; the record shows them without a function. */
const CLIENT_ACCESS_KEY = 'LOCALCLIENT000000000';

/**
 * Runs a synthesized app on this machine. Resolves when every queue, table and bucket is there and the door is open.
 * @throws `port N is taken`, or an error naming stack, logical id and type for whatever is not interpreted. Nothing
 * stays behind.
 */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const undo = cleanup();
  try {
    return await start(options, undo);
  } catch (error) {
    await undo.run();
    throw error;
  }
}

async function start(options: LocalSystemOptions, undo: Cleanup): Promise<LocalSystem> {
  const { stacks, assetDirectories } = readCloudAssembly(options.assemblyDirectory);
  const aws = await openAwsEndpoint(options.tap);
  undo.add(aws.stop);
  const blueprint = readBlueprint(stacks, aws.url);
  const storage = readStorage(blueprint);
  const feeds = readFeeds(blueprint, storage);
  const definitions = functionDefinitions(blueprint, assetDirectories, aws.url);

  let polling: Promise<unknown> = Promise.resolve();
  undo.add(async () => {
    await polling;
  });
  const engines = await startEngines(options.dataDirectory, options.secrets ?? {});
  undo.add(engines.stop);
  aws.serve(engines.byService, partitionKeys(storage.tables));
  const running = functions(definitions, feeds, options.logDirectory);
  undo.add(running.stop);
  const rules = readRules(blueprint, aws, running);
  const apis = readApis(blueprint, { aws, invoke: running.invoke });
  await provision(aws, storage);
  for (const { accessKeyId, name } of definitions) aws.identify(accessKeyId, name);

  const door = await openDoor(apis, options.port, options);
  undo.add(door.stop);
  const pollers = startPollers(aws, feeds, running.invoke);
  polling = pollers.ended;
  const schedules = startSchedules(rules);
  undo.add(() => {
    pollers.halt();
    schedules.stop();
  });
  const resources = localResources(blueprint);
  return {
    url: door.url,
    functionNames: definitions.map(({ name }) => name),
    resources,
    resource: (type, pathSuffixOrLogicalId) => oneResource(resources, type, pathSuffixOrLogicalId),
    invoke: running.invoke,
    killFunction: running.kill,
    shiftClocks: running.shiftClocks,
    fireSchedule: (ruleName) => fireSchedule(rules, ruleName),
    putEvent: (event) => putEvent(rules, event),
    engineCalls: () => [...aws.calls],
    watchEngines: aws.watch,
    awsEnvironment: () => awsEnvironment(aws.url, CLIENT_ACCESS_KEY),
    stop: undo.run,
  };
}
