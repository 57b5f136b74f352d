import type { SegmentCrmSettings } from '../functions/messages/segment-settings.ts';
import { LOCAL, parseStage, type Stage } from '../lib/stage.ts';
import { cdkContext } from './cdk-context.ts';
import {
  type PlatformOptions,
  platformAddresses,
  platformCredentials,
  platformSettings,
  seededCampaigns,
  startPlatform,
} from './platforms.ts';
import { CUSTOMERS } from './seed.ts';
import type { DeskSimulator } from './simulators/control-handlers.ts';
import { type SimulatedCrm, startCrmSimulator } from './simulators/crm.ts';
import { startSalesforceSimulator } from './simulators/salesforce.ts';
import { startSalesforceCrm } from './simulators/salesforce-crm.ts';
import { startServiceNowSimulator } from './simulators/servicenow.ts';
import { type Override, settingAt, withOverrides } from './stage-settings.ts';
import { startWarehouses } from './warehouse-simulators.ts';

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

export interface VendorOptions extends PlatformOptions {
  /** Stage settings to replace, applied after the simulators' addresses. */
  readonly overrides: readonly Override[];
}

/** What the simulators of one local stage are. */
export type Vendors = Awaited<ReturnType<typeof startVendors>>;

/** Starts a simulator of each vendor that the local stage names. @throws {Error} nothing is left running */
export async function startVendors(options: VendorOptions) {
  const {
    telephony,
    ticketing,
    crm: crmSettings,
    reports,
  } = parseStage(LOCAL, localSettings(options, NOWHERE));
  const { requestsPerMinute, tap } = options;
  const tapped = tap ? { tap } : {};
  const limited = requestsPerMinute === undefined ? {} : { requestsPerMinute };
  const started = await startPlatform(telephony, { ...tapped, ...limited });
  const { platform } = started;
  const crm = await startCrm(crmSettings, tapped).catch(async (error: unknown) => {
    await platform.stop();
    throw error;
  });
  const desk = await startDesk(ticketing.desk).catch(async (error: unknown) => {
    await Promise.all([platform.stop(), crm.stop()]);
    throw error;
  });
  const warehouses = await startWarehouses(reports.warehouses).catch(async (error: unknown) => {
    await Promise.all([platform.stop(), crm.stop(), desk.stop()]);
    throw error;
  });
  const stop = async (): Promise<void> => {
    await Promise.all([platform.stop(), crm.stop(), desk.stop(), warehouses.stop()]);
  };
  return {
    ...started,
    name: telephony.platform,
    campaigns: seededCampaigns(telephony.platform),
    crm,
    desk,
    warehouses,
    stop,
  };
}

/** The CRM the stage names, with the seeded customers. */
function startCrm(settings: Stage['crm'], tapped: Pick<PlatformOptions, 'tap'>): Promise<SimulatedCrm> {
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

/**
 * The local stage with the addresses of its simulators; without any it starts disarmed.
 * @throws {StageError} the settings cannot be used
 */
export const localStage = (options: VendorOptions, vendors: Vendors | undefined): Stage =>
  parseStage(LOCAL, settingsWith(options, vendors));

/** The block of that stage, before it is judged. */
export function settingsWith(options: VendorOptions, vendors: Vendors | undefined): Record<string, unknown> {
  const simulated = vendors
    ? [
        ...platformAddresses(vendors.name, vendors.platform.url),
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
  options: VendorOptions,
  before: readonly Override[],
  after: readonly Override[] = [],
): Record<string, unknown> {
  const own = cdkContext().stages[LOCAL] ?? {};
  const wanted = settingAt(withOverrides(own, options.overrides), 'telephony.platform');
  const block = withOverrides(own, [...platformSettings(wanted), ...before, ...options.overrides]);
  const missing = before.filter(({ path }) => settingAt(block, path) === undefined);
  return withOverrides(block, [...missing, ...after]);
}

/** What the secrets of the local stage hold, by ARN: what the simulators accept. */
export function localSecrets(stage: Stage, vendors: Vendors | undefined): Readonly<Record<string, string>> {
  return {
    [stage.telephony.secretArn]: JSON.stringify(platformCredentials(stage.telephony.platform)),
    [stage.crm.secretArn]: JSON.stringify(credentialsFor(stage.crm.kind)),
    ...segmentSecret(stage),
    [stage.ticketing.desk.secretArn]: JSON.stringify(CLIENT),
    ...vendors?.warehouses.secrets,
    ...signingSecrets(stage),
  };
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
