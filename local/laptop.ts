import { join } from 'node:path';
import { windowPolicy } from '../lib/function-settings.ts';
import { LOCAL, parseStage, type Stage } from '../lib/stage.ts';
import { acceptedAlerts } from './console/accepted-alerts.ts';
import { type LocalConsole, localConsole } from './console/console.ts';
import { crash } from './console/crash.ts';
import { openTap } from './effect-tap.ts';
import type { SeededCampaigns } from './platforms.ts';
import { type LocalDescription, selfDescription } from './self-description.ts';
import { controlRoutes } from './simulators/control.ts';
import type { ControlledPlatform, DeskSimulator } from './simulators/control-handlers.ts';
import type { SimulatedCrm } from './simulators/crm.ts';
import type { CxoneSimulator } from './simulators/cxone.ts';
import type { GenesysSimulator } from './simulators/genesys.ts';
import { synthesize } from './synthesize.ts';
import { type LocalSystem, startLocalSystem } from './system.ts';
import { localSecrets, settingsWith, startVendors, type VendorOptions } from './vendors.ts';
import type { LocalWarehouses } from './warehouse-simulators.ts';

/** How to run the product on this machine. */
export interface LaptopOptions extends VendorOptions {
  /** The doors' port; 0 takes any free one. */
  readonly port: number;
  /** Whether vendors are simulated; without, the stage must name real or other hosts, and dialing starts disarmed. */
  readonly simulators: boolean;
  /** Where logs and the synthesized app go. */
  readonly workDirectory: string;
  /** Where state is kept over restarts. @default in memory */
  readonly dataDirectory?: string;
  /** Told what is being done, before each step that takes a while. */
  progress(step: string): void;
}

/** The product running on this machine. */
export interface Laptop {
  readonly stage: Stage;
  readonly system: LocalSystem;
  /** The platform the stage names. */
  readonly platform?: ControlledPlatform;
  /** The campaigns it begins with. */
  readonly campaigns?: SeededCampaigns;
  /** The same, where it is Genesys Cloud. */
  readonly genesys?: GenesysSimulator;
  /** The same, where it is NICE CXone. */
  readonly cxone?: CxoneSimulator;
  readonly crm?: SimulatedCrm;
  readonly desk?: DeskSimulator;
  /** By the name the stage gives them. */
  readonly warehouses?: LocalWarehouses['byName'];
  /** Stops everything; repeatable. */
  stop(): Promise<void>;
}

/**
 * Starts simulators, synthesizes the app with the local stage and runs what was synthesized.
 * @throws {StageError} the settings cannot be used
 * @throws {Error} `port N is taken`, or what cannot be interpreted; nothing is left running
 */
export async function startLaptop(options: LaptopOptions): Promise<Laptop> {
  if (options.simulators) options.progress('starting the simulators');
  const crashes = crash(options.tap ?? openTap);
  const vendors = options.simulators ? await startVendors({ ...options, tap: crashes.tap }) : undefined;
  try {
    const settings = settingsWith(options, vendors);
    const stage = parseStage(LOCAL, settings);
    const accepted = acceptedAlerts();
    let looked: LocalConsole | undefined;
    let described: LocalDescription | undefined;
    const describing = selfDescription(() => described);
    const controls =
      vendors && controlRoutes({ ...vendors, others: Object.values(vendors.warehouses.byName) });
    options.progress('synthesizing the app');
    const assemblyDirectory = join(options.workDirectory, 'cdk.out');
    synthesize(stage, assemblyDirectory);
    options.progress('starting what was synthesized');
    const system = await startLocalSystem({
      assemblyDirectory,
      port: options.port,
      logDirectory: options.workDirectory,
      ...(options.dataDirectory !== undefined && { dataDirectory: options.dataDirectory }),
      ...(options.tap && { tap: options.tap }),
      secrets: localSecrets(stage, vendors),
      extras: (request, response) =>
        describing(request, response) ||
        (looked?.answer(request, response) ?? false) ||
        (controls?.(request, response) ?? false),
      answered: accepted.answered,
    });
    described = descriptionOf(system, stage, settings);
    looked = localConsole({ system, stage, accepted, crash: crashes, simulators: vendors });
    await firstLook(system);
    const stop = async (): Promise<void> => {
      looked?.stop();
      await system.stop();
      await vendors?.stop();
    };
    return {
      stage,
      system,
      ...(vendors && {
        platform: vendors.platform,
        campaigns: vendors.campaigns,
        ...(vendors.genesys && { genesys: vendors.genesys }),
        ...(vendors.cxone && { cxone: vendors.cxone }),
        crm: vendors.crm,
        desk: vendors.desk,
        warehouses: vendors.warehouses.byName,
      }),
      stop,
    };
  } catch (error) {
    await vendors?.stop();
    throw error;
  }
}

const descriptionOf = (
  system: LocalSystem,
  stage: Stage,
  settings: LocalDescription['settings'],
): LocalDescription => ({
  aws: system.awsEnvironment(),
  ledgerTable: system.resource('AWS::DynamoDB::Table', 'Ledger/Table').name,
  contactsTable: system.resource('AWS::DynamoDB::Table', 'Contacts/Table').name,
  archiveBucket: system.resource('AWS::S3::Bucket', 'Archive').name,
  settings,
  queuePrefix: `trunkline-${stage.name}-pipeline-`,
  maxAgeMinutes: stage.alerts.maxAgeMinutes,
  rules: { policy: windowPolicy(stage), purposes: stage.dialing.purposes },
});

/** A routing queue nobody has looked at counts as busy, and on AWS observation has long been running. */
function firstLook(system: LocalSystem): Promise<void> {
  return system.fireSchedule(system.resource('AWS::Events::Rule', 'ObservationSchedule').name);
}
