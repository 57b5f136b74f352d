import type { Customer } from '../messages/customer.ts';
import type { Standing } from '../ports/suppressions.ts';
import type { Attempt, PermissionPolicy, PermissionRequest } from './permission.ts';
import { numberRegions } from './regions.ts';
import { consentOf, suppressionOf, type Topic } from './standing.ts';

/** What is known about whom a call is for, and what it is about. */
export interface CalledParty {
  readonly customer: Customer;
  readonly topic: Topic;
  /** What attempts are counted by besides the customer: the sensor. */
  readonly subject: string;
  readonly standing: Standing;
  /** Earlier calls to this customer; absent when no rule counts them. */
  readonly attempts?: readonly Attempt[];
}

/** What the rules are asked about a called party at an instant. Agents dial: no machine speaks. */
export function permissionRequest(party: CalledParty, instant: Date): PermissionRequest {
  const { customer, topic, subject, standing, attempts } = party;
  const suppression = suppressionOf(standing, topic);
  const consent = consentOf(standing, topic);
  return {
    instant,
    phoneE164: customer.phoneNumber,
    ...(customer.timeZone !== undefined && { explicitTimeZone: customer.timeZone }),
    doNotDisturb: customer.doNotDisturb,
    purpose: topic.purpose,
    dialingMode: 'agent',
    regions: numberRegions(customer.phoneNumber),
    ...(suppression && { suppressedUntil: suppression.until }),
    ...(consent && { consent }),
    subject,
    ...(attempts && { attempts }),
  };
}

/** Whether a policy limits how often somebody is called for a purpose, so that attempts must be known. */
export function countsAttempts(policy: PermissionPolicy, purpose: Topic['purpose']): boolean {
  if ((policy.caps ?? []).length > 0) return true;
  return (
    policy.kind === 'jurisdiction' &&
    policy.rules.some(({ purposes, frequencyCaps }) => purposes.includes(purpose) && frequencyCaps.length > 0)
  );
}
