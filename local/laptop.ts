import { join } from 'node:path';
import type { SegmentCrmSettings } from '../functions/messages/segment-settings.ts';
import { windowPolicy } from '../lib/function-settings.ts';
import { LOCAL, parseStage, type Stage } from '../lib/stage.ts';
import { cdkContext } from './cdk-context.ts';
import type { EffectTap } from './effect-tap.ts';
import { alertCampaigns, CAMPAIGN_ID, CAMPAIGNS, CONTACT_LISTS, CUSTOMERS, campaignRun } from './seed.ts';
import { type LocalDescription, selfDescription } from './self-description.ts';
import { controlRoutes } from './simulators/control.ts';
import type { DeskSimulator } from './simulators/control-handlers.ts';
import { type SimulatedCrm, startCrmSimulator } from './simulators/crm.ts';
import { type GenesysSimulator, startGenesysSimulator } from './simulators/genesys.ts';
import { startSalesforceSimulator } from './simulators/salesforce.ts';
import { startSalesforceCrm } from './simulators/salesforce-crm.ts';
import { startServiceNowSimulator } from './simulators/servicenow.ts';
import { type Override, settingAt, withOverrides } from './stage-settings.ts';
import { synthesize } from './synthesize.ts';
import { type LocalSystem, startLocalSystem } from './system.ts';
import { type LocalWarehouses, startWarehouses } from './warehouse-simulators.ts';

/** The local stage's credentials, which its secrets hold and its simulators accept. */
const CLIENT = { clientId: 'local', clientSecret: 'local' };
const CRM_TOKEN = { token: 'local' };

/** The key of signed doors, when the local stage signs any. */
export const LOCAL_SIGNING_KEY = 'whsec_bG9jYWwgc2lnbmluZyBrZXkgb2YgVHJ1bmtsaW5l';

/** Where vendors are before they have started. */
const NOWHERE = ['crm.baseUrl', 'ticketing.desk.baseUrl'].map((path) => ({
  path,
  value: 'http://127.0.0.1',
}));

/** How to run the product on this machine. */
export interface LaptopOptions {
  /** The doors' port; 0 takes any free one. */
  readonly port: number;
  /** Stage settings to replace, applied after the simulators' addresses. */
  readonly overrides: readonly Override[];
  /** Whether vendors are simulated; without, the stage must name real or other hosts, and dialing starts disarmed. */
  readonly simulators: boolean;
  /** Requests the simulated platform takes from one token in a minute. @default the real platform's 300 */
  readonly requestsPerMinute?: number;
  /** Where logs and the synthesized app go. */
  readonly workDirectory: string;
  /** Where state is kept over restarts. @default in memory */
  readonly dataDirectory?: string;
  /** Carries out every effect of the functions: calls to the engines and the vendors' work. @default they happen */
  readonly tap?: EffectTap;
  /** Told what is being done, before each step that takes a while. */
  progress(step: string): void;
}

/** The product running on this machine. */
export interface Laptop {
  readonly stage: Stage;
  readonly system: LocalSystem;
  readonly genesys?: GenesysSimulator;
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
  const vendors = options.simulators ? await startVendors(options) : undefined;
  try {
    const settings = settingsWith(options, vendors);
    const stage = parseStage(LOCAL, settings);
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
      secrets: {
        [stage.telephony.secretArn]: JSON.stringify(CLIENT),
        [stage.crm.secretArn]: JSON.stringify(credentialsFor(stage.crm.kind)),
        ...segmentSecret(stage),
        [stage.ticketing.desk.secretArn]: JSON.stringify(CLIENT),
        ...vendors?.warehouses.secrets,
        ...signingSecrets(stage),
      },
      extras: (request, response) =>
        describing(request, response) || (controls?.(request, response) ?? false),
    });
    described = descriptionOf(system, stage, settings);
    await firstLook(system);
    const stop = async (): Promise<void> => {
      await system.stop();
      await vendors?.stop();
    };
    return {
      stage,
      system,
      ...(vendors && {
        genesys: vendors.genesys,
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

/** What a simulated CRM of a kind accepts. */
const credentialsFor = (kind: SegmentCrmSettings['kind']): object =>
  kind === 'salesforce' ? CLIENT : CRM_TOKEN;

/** Segments that go to a system of their own need its credentials. */
function segmentSecret({ segmentation: { crm } }: Stage): Readonly<Record<string, string>> {
  return crm ? { [crm.secretArn]: JSON.stringify(credentialsFor(crm.kind)) } : {};
}

function signingSecrets({ doors }: Stage): Readonly<Record<string, string>> {
  const arns = [doors.alerts, doors.iotAlerts, doors.incidents, doors.tickets, doors.interactions].map(
    ({ signingSecretArn }) => signingSecretArn,
  );
  const keys = JSON.stringify({ keys: [LOCAL_SIGNING_KEY] });
  return Object.fromEntries(arns.filter((arn) => arn !== undefined).map((arn) => [arn, keys]));
}

async function startVendors(options: LaptopOptions) {
  options.progress('starting the simulators');
  const {
    telephony,
    ticketing,
    crm: crmSettings,
    reports,
  } = parseStage(LOCAL, localSettings(options, NOWHERE));
  const { queueIds, doNotCallListId, campaigns = {} } = telephony;
  const calling = alertCampaigns(Object.values(campaigns));
  const { requestsPerMinute } = options;
  const tapped = options.tap ? { tap: options.tap } : {};
  const genesys = await startGenesysSimulator({
    ...CLIENT,
    ...tapped,
    queueIds: Object.values(queueIds),
    contactLists: [...CONTACT_LISTS, ...calling.contactLists],
    campaigns: [...CAMPAIGNS, ...calling.campaigns],
    doNotCallListIds: doNotCallListId === undefined ? [] : [doNotCallListId],
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
  });
  genesys.putCampaignRun(CAMPAIGN_ID, campaignRun(new Date()));
  const crm = await startCrm(crmSettings, tapped).catch(async (error: unknown) => {
    await genesys.stop();
    throw error;
  });
  const desk = await startDesk(ticketing.desk).catch(async (error: unknown) => {
    await Promise.all([genesys.stop(), crm.stop()]);
    throw error;
  });
  const warehouses = await startWarehouses(reports.warehouses).catch(async (error: unknown) => {
    await Promise.all([genesys.stop(), crm.stop(), desk.stop()]);
    throw error;
  });
  const stop = async (): Promise<void> => {
    await Promise.all([genesys.stop(), crm.stop(), desk.stop(), warehouses.stop()]);
  };
  return { genesys, crm, desk, warehouses, stop };
}

/** The CRM the stage names, with the seeded customers. */
function startCrm(settings: Stage['crm'], tapped: { readonly tap?: EffectTap }): Promise<SimulatedCrm> {
  return settings.kind === 'rest'
    ? startCrmSimulator({ ...CRM_TOKEN, ...tapped, customers: CUSTOMERS })
    : startSalesforceCrm({ ...CLIENT, ...tapped, settings, customers: CUSTOMERS });
}

/** The desk the stage names, under the same credentials as everybody. */
function startDesk(desk: Stage['ticketing']['desk']): Promise<DeskSimulator> {
  return desk.kind === 'servicenow'
    ? startServiceNowSimulator(CLIENT)
    : startSalesforceSimulator({ ...CLIENT, externalIdField: desk.externalIdField });
}

function settingsWith(
  options: LaptopOptions,
  vendors: Awaited<ReturnType<typeof startVendors>> | undefined,
): Record<string, unknown> {
  const simulated = vendors
    ? [
        { path: 'telephony.apiBaseUrl', value: vendors.genesys.url },
        { path: 'telephony.loginBaseUrl', value: vendors.genesys.url },
        { path: 'crm.baseUrl', value: vendors.crm.url },
        { path: 'ticketing.desk.baseUrl', value: vendors.desk.url },
      ]
    : [{ path: 'dialing.armed', value: false }];
  return localSettings(options, simulated, vendors?.warehouses.overrides);
}

/**
 * `before`: what overrides may replace; what they replace wholly and leave without an address gets it from here.
 * `after`: addresses of what the overrides themselves name.
 */
function localSettings(
  options: LaptopOptions,
  before: readonly Override[],
  after: readonly Override[] = [],
): Record<string, unknown> {
  const block = withOverrides(cdkContext().stages[LOCAL] ?? {}, [...before, ...options.overrides]);
  const missing = before.filter(({ path }) => settingAt(block, path) === undefined);
  return withOverrides(block, [...missing, ...after]);
}
