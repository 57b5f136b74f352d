import type { SegmentCrmSettings } from '../messages/segment-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { SegmentCrm } from '../ports/segment-crm.ts';
import { salesforceLanes } from './choose-salesforce.ts';
import { httpClient } from './http.ts';
import { hubspotSegments } from './hubspot-segments.ts';
import { restSegments } from './rest-segments.ts';
import { salesforceSegments } from './salesforce-segments.ts';
import { BearerToken, secret } from './secrets.ts';

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
