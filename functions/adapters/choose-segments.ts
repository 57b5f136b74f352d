import type { SegmentCrmSettings } from '../messages/segment-settings.ts';
import type { CrmSettings } from '../messages/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactCache } from '../ports/contact-cache.ts';
import type { Customers } from '../ports/customers.ts';
import type { Pace } from '../ports/pace.ts';
import type { SegmentCrm } from '../ports/segment-crm.ts';
import { cachedCustomers } from './cached-customers.ts';
import { chooseCrm } from './choose.ts';
import { salesforceLanes } from './choose-salesforce.ts';
import { httpClient } from './http.ts';
import { hubspotSegments } from './hubspot-segments.ts';
import { paced } from './paced-http.ts';
import { restSegments } from './rest-segments.ts';
import { salesforceSegments } from './salesforce-segments.ts';
import { BearerToken, secret } from './secrets.ts';

/** A customer is not waited for any longer before a write, whose own time runs, ms. */
const READ_SLOT_MS = 1000;

/**
 * Customers from the cache or, under the CRM's budget `pace`, from the CRM; what it says is not kept.
 * @throws {Error} `crm` is absent
 */
export function chooseReadCustomers(
  crm: CrmSettings | undefined,
  cache: Pick<ContactCache, 'read'>,
  pace: Pace,
  clock: Clock,
): Customers {
  if (!crm) throw new Error('the stack names no CRM to read customers from');
  const through = paced(pace, 'reads', clock, READ_SLOT_MS);
  const unkept = { read: cache.read, keep: async () => false };
  return cachedCustomers(unkept, chooseCrm(crm, clock, through), clock);
}

/** The CRM that a stage names for segments. */
export function chooseSegmentCrm(settings: SegmentCrmSettings, clock: Clock): SegmentCrm {
  const now = () => clock.now();
  const { baseUrl, secretArn } = settings;
  const http = httpClient(baseUrl);
  switch (settings.kind) {
    case 'rest': {
      const basePath = new URL(baseUrl).pathname.replace(/\/$/, '');
      return restSegments(http, basePath, settings.paths, secret(secretArn, BearerToken, now), now);
    }
    case 'salesforce':
      return salesforceSegments(
        salesforceLanes(settings, clock)((api) => api),
        settings,
        now,
      );
    case 'hubspot':
      return hubspotSegments(http, settings, secret(secretArn, BearerToken, now), now);
    default:
      return settings satisfies never;
  }
}
