import { readCalledParty } from '../alert/read-party.ts';
import { permissionRequest } from '../compliance/called-party.ts';
import { type DialVerdict, dialVerdict } from '../compliance/dial-verdict.ts';
import { candidateZones } from '../compliance/dialing-permission.ts';
import { policyFor } from '../compliance/stage-policy.ts';
import type { Customer } from '../messages/customer.ts';
import type { Preview } from '../messages/preview.ts';
import type { PushedContact } from '../messages/preview-contacts.ts';
import type { PreviewPorts, PreviewRules } from './preview-ports.ts';

/** The alert type that scopes of opt-outs and consent know previews by. */
export const PREVIEW_TOPIC = 'preview';

/**
 * May the contact be called now? The pushed number is the one that is asked about; zone and do-not-disturb are the
 * customer's. Opt-outs are read now, strongly consistent.
 * @throws {TransientError} a store cannot be reached
 */
export async function askRules(
  { preview, contact, customer }: { preview: Preview; contact: PushedContact; customer: Customer },
  ports: Pick<PreviewPorts, 'suppressions' | 'attempts' | 'clock'>,
  rules: PreviewRules,
): Promise<DialVerdict> {
  const now = ports.clock.now();
  const { purpose } = rules.settings;
  const about = {
    key: `${preview.contactId}#${preview.campaignId}`,
    customerId: preview.customerId,
    topic: { purpose, alertType: PREVIEW_TOPIC },
    subject: preview.contactId,
  };
  const called = { ...customer, phoneNumber: contact.phoneNumber };
  const { party } = await readCalledParty({ about, customer: called, now }, ports, rules);
  const request = permissionRequest(party, now);
  return dialVerdict(
    candidateZones(request),
    request,
    policyFor(rules, purpose),
    rules.protocol.openingMarginMs,
  );
}
