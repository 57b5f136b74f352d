import { wallClock } from '../functions/compliance/wall-clock.ts';
import type { Customer } from '../functions/messages/customer.ts';
import type { CampaignSettings } from '../functions/messages/telephony-settings.ts';
import type { CampaignRun } from './simulators/genesys-campaign-runs.ts';
import type { SimulatedCampaign, SimulatedList } from './simulators/genesys-campaigns.ts';

/**
 * Invented people with numbers from ranges kept for fiction, spread so that it is always day for an enterprise customer
 * and for a standard one.
 */
export const CUSTOMERS: readonly Customer[] = [
  person('CUST-9981', '+442079460018', 'Europe/London', 'Morgan Ashdown', { accountTier: 'enterprise' }),
  person('CUST-9982', '+12025550142', 'America/Los_Angeles', 'Riley Castellan', { accountTier: 'standard' }),
  person('CUST-9983', '+61255501834', 'Australia/Sydney', 'Jo Wintermere', { accountTier: 'standard' }),
  person('CUST-9984', '+12025550163', 'America/New_York', 'Sam Overbrook'),
  { ...person('CUST-9985', '+442079460052', 'Europe/London', 'Alex Fenwick'), doNotDisturb: true },
  { customerId: 'CUST-9986', phoneNumber: '+12025550177', doNotDisturb: false, name: 'Kit Larkspur' },
  person('CUST-9987', '+12025550141', 'Pacific/Honolulu', 'Noa Kealani', { accountTier: 'enterprise' }),
  person('CUST-9988', '+12025550188', 'Asia/Tokyo', 'Aki Moriyama', { accountTier: 'enterprise' }),
  person('CUST-9989', '+12025550147', 'Europe/London', 'Dana Whitlock', { accountTier: 'standard' }),
];

/** The campaign of the sample `events/preview-contacts.json`, which is for everybody. */
export const PREVIEW_CAMPAIGN_ID = '12345678-90ab-cdef-1234-567890abcdef';

/** A preview campaign for everybody and one for enterprise customers, each with its list. */
export const CONTACT_LISTS: readonly SimulatedList[] = [
  { id: 'list-general', columnNames: ['phone', 'contactId', 'accountTier', 'lastPurchaseDate', 'tierSkill'] },
  { id: 'list-enterprise', columnNames: ['phone', 'contactId', 'accountTier', 'lastPurchaseDate'] },
];
export const CAMPAIGNS: readonly SimulatedCampaign[] = [
  previewCampaign(PREVIEW_CAMPAIGN_ID, 'list-general'),
  previewCampaign('9c6a4e1d-2f70-4b35-8d1c-5e0f7a3b9d22', 'list-enterprise'),
];

/** Sensors of the seeded customers. */
export const SENSORS: Readonly<Record<string, string>> = {
  'CUST-9981': 'TEMP-SNS-4421',
  'CUST-9982': 'TEMP-SNS-4422',
  'CUST-9983': 'TEMP-SNS-4423',
  'CUST-9984': 'LEAK-SNS-0107',
  'CUST-9985': 'TEMP-SNS-4425',
  'CUST-9986': 'VIB-SNS-0031',
  'CUST-9987': 'TEMP-SNS-4427',
  'CUST-9988': 'TEMP-SNS-4428',
  'CUST-9989': 'TEMP-SNS-4429',
};

/** Campaigns that call about alerts, as people should set them up, and their lists. */
export function alertCampaigns(named: readonly CampaignSettings[]): {
  readonly contactLists: readonly SimulatedList[];
  readonly campaigns: readonly SimulatedCampaign[];
} {
  const columnNames = ['phone', 'sensorId', 'alertType', 'referenceId', 'attemptId'];
  return {
    contactLists: named.map(({ contactListId }) => ({ id: contactListId, columnNames })),
    campaigns: named.map(({ campaignId, contactListId }) => ({
      id: campaignId,
      contactListId,
      dialingMode: 'progressive',
      campaignStatus: 'on',
      alwaysRunning: true,
      phoneColumn: 'phone',
      callableTimeSetId: 'weekdays',
    })),
  };
}

/** The campaign of the sample `events/campaign-event.json`. */
export const CAMPAIGN_ID = 'b1c7e2d4-90af-4f3e-a6d5-2e8c7f1a0b93';

/** What that campaign did in the three hours before `now`. `codes`: what the platform calls a sale and a callback. */
export function campaignRun(
  now: Date,
  { sale, callback } = { sale: 'sale', callback: 'callback' },
): CampaignRun {
  const hour = (ago: number): string =>
    new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - ago * HOUR_MS).toISOString();
  return {
    campaignStatus: 'complete',
    version: 14,
    changedAt: now.toISOString(),
    alwaysRunning: false,
    contacts: { total: 1500, called: 1480, skipped: { 'contact.uncallable': 20 } },
    hours: [
      {
        start: hour(3),
        attempts: 620,
        connects: { [sale]: 120, [callback]: 50, '': 20 },
        handleMs: 21_660_000,
      },
      {
        start: hour(2),
        attempts: 540,
        connects: { [sale]: 95, [callback]: 45, '': 15 },
        handleMs: 18_910_000,
      },
      {
        start: hour(1),
        attempts: 420,
        connects: { [sale]: 60, [callback]: 35, '': 10 },
        handleMs: 13_440_000,
      },
    ],
  };
}

const HOUR_MS = 3_600_000;

/**
 * Seeded customers whose local clock is well inside a window, and those whose clock is well outside: neither changes
 * within a quarter of an hour. Who is near an edge is in neither list.
 */
export function byLocalTime(
  now: Date,
  window: { readonly opensAt: string; readonly closesAt: string },
): { readonly day: readonly Customer[]; readonly night: readonly Customer[] } {
  const moments = [-1, 0, 15].map((minutes) => new Date(now.getTime() + minutes * 60_000));
  const openMoments = ({ timeZone }: Customer): number =>
    moments.filter((at) => {
      const clock = hhmm(wallClock(at, timeZone ?? 'UTC').secondOfDay);
      return clock >= window.opensAt && clock < window.closesAt;
    }).length;
  const callable = CUSTOMERS.filter(({ timeZone, doNotDisturb }) => timeZone !== undefined && !doNotDisturb);
  return {
    day: callable.filter((customer) => openMoments(customer) === moments.length),
    night: callable.filter((customer) => openMoments(customer) === 0),
  };
}

function previewCampaign(id: string, contactListId: string): SimulatedCampaign {
  return {
    id,
    contactListId,
    dialingMode: 'preview',
    campaignStatus: 'on',
    alwaysRunning: true,
    phoneColumn: 'phone',
    callableTimeSetId: 'hours',
  };
}

function person(
  customerId: string,
  phoneNumber: string,
  timeZone: string,
  name: string,
  more: Partial<Customer> = {},
): Customer {
  return { customerId, phoneNumber, timeZone, doNotDisturb: false, name, ...more };
}

const hhmm = (second: number): string =>
  `${String(Math.floor(second / 3600)).padStart(2, '0')}:${String(Math.floor((second % 3600) / 60)).padStart(2, '0')}`;
