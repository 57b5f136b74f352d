import type { Caller, CrmSettings } from '../messages/settings.ts';
import type { TelephonySettings } from '../messages/telephony-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactCache } from '../ports/contact-cache.ts';
import type { ContactLists } from '../ports/contact-lists.ts';
import type { Crm } from '../ports/crm.ts';
import type { Customers } from '../ports/customers.ts';
import type { Pace } from '../ports/pace.ts';
import type { QueueObserver } from '../ports/queue-observer.ts';
import type { Telephony } from '../ports/telephony.ts';
import type { TrunkObserver } from '../ports/trunk-observer.ts';
import { cachedCustomers } from './cached-customers.ts';
import { salesforceLanes } from './choose-salesforce.ts';
import { cxoneTelephony } from './cxone.ts';
import { cxoneAccess } from './cxone-access.ts';
import { cxoneContactLists } from './cxone-contact-lists.ts';
import { cxoneObservations, cxoneTrunks } from './cxone-observations.ts';
import { cxoneRequests } from './cxone-requests.ts';
import { numberAs } from './cxone-trigger.ts';
import { genesysTelephony } from './genesys.ts';
import { genesysAccess } from './genesys-access.ts';
import { genesysContactLists } from './genesys-contact-lists.ts';
import { genesysObservations } from './genesys-observations.ts';
import { genesysRequests } from './genesys-requests.ts';
import { genesysTrunks } from './genesys-trunks.ts';
import { type HttpClient, httpClient } from './http.ts';
import { laneCustomers } from './lane-customers.ts';
import { paced } from './paced-http.ts';
import { restCrm } from './rest-crm.ts';
import { salesforceCrm } from './salesforce-crm.ts';
import { BearerToken, secret } from './secrets.ts';
import { systemSleep } from './system-sleep.ts';

/** What requests pass on their way out, e.g. the budget they draw on. */
export type Through = (http: HttpClient) => HttpClient;

/** Requests nobody counts. */
const UNPACED: Through = (http) => http;

/** The CRM a stage names. */
export function chooseCrm(settings: CrmSettings, clock: Clock, through = UNPACED): Crm {
  return crmLanes(settings, clock)(through);
}

/**
 * Customers from the cache or the CRM a stage names, one way for each lane: what is asked for critical alerts goes
 * first. `pace`: the CRM's budget.
 */
export function chooseCustomers(
  settings: CrmSettings,
  cache: ContactCache,
  pace: Pace,
  clock: Clock,
): Customers {
  const lane = crmLanes(settings, clock);
  const customers = (caller: Caller) => cachedCustomers(cache, lane(paced(pace, caller, clock)), clock);
  return laneCustomers({ critical: customers('critical'), standard: customers('reads') });
}

/** The CRM as often as it is wanted, over one connection and with one secret. */
function crmLanes(settings: CrmSettings, clock: Clock): (through: Through) => Crm {
  const now = () => clock.now();
  switch (settings.kind) {
    case 'rest': {
      const token = secret(settings.secretArn, BearerToken, now);
      const http = httpClient(settings.baseUrl);
      const basePath = new URL(settings.baseUrl).pathname.replace(/\/$/, '');
      return (through) => restCrm(through(http), basePath, settings.paths, token, now);
    }
    case 'salesforce': {
      const lane = salesforceLanes(settings, clock);
      return (through) => salesforceCrm(lane(through), settings, now);
    }
    default:
      return settings satisfies never;
  }
}

/** The telephony platform a stage names. `requestMs`: the deadline of one request. */
export function chooseTelephony(
  settings: TelephonySettings,
  requestMs: number,
  clock: Clock,
  through = UNPACED,
): Telephony {
  switch (settings.platform) {
    case 'genesys': {
      const { api, tokens, now } = genesysAccess(settings, clock, through);
      return genesysTelephony(api, tokens, { ...settings, requestMs }, now);
    }
    case 'cxone':
      return cxoneTelephony(cxoneAccess(settings, clock, through), settings, requestMs);
    default:
      return settings satisfies never;
  }
}

/** The contact lists and campaigns of the platform. `requestMs`: the deadline of one request. */
export function chooseContactLists(
  settings: TelephonySettings,
  requestMs: number,
  clock: Clock,
  through = UNPACED,
): ContactLists {
  switch (settings.platform) {
    case 'genesys': {
      const { api, tokens, now } = genesysAccess(settings, clock, through);
      return genesysContactLists(api, tokens, requestMs, now);
    }
    case 'cxone': {
      const campaigns = Object.values(settings.campaigns ?? {});
      const format = (phoneE164: string) => numberAs(settings.numberFormat, phoneE164);
      const options = { deadlineMs: requestMs, sleep: systemSleep, numberAs: format, campaigns };
      return cxoneContactLists(cxoneAccess(settings, clock, through), options);
    }
    default:
      return settings satisfies never;
  }
}

/** Who sees how busy the agents of the platform are, and whether its trunks are up. */
export function chooseObservers(
  settings: TelephonySettings,
  clock: Clock,
  through = UNPACED,
): { readonly observer: QueueObserver; readonly trunks: TrunkObserver } {
  switch (settings.platform) {
    case 'genesys': {
      const { api, tokens, now } = genesysAccess(settings, clock, through);
      const requests = genesysRequests(api, tokens, OBSERVATION_MS, now);
      return { observer: genesysObservations(requests, settings.queueIds), trunks: genesysTrunks(requests) };
    }
    case 'cxone': {
      const { api, tokens, now } = cxoneAccess(settings, clock, through);
      const requests = cxoneRequests(api, tokens, OBSERVATION_MS, now);
      return { observer: cxoneObservations(requests, settings.queueIds, now), trunks: cxoneTrunks };
    }
    default:
      return settings satisfies never;
  }
}

/** The deadline of one look at queues or trunks, ms. */
const OBSERVATION_MS = 5000;
