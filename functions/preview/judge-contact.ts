import { waitMs } from '../alert/waiting.ts';
import { isUnknown } from '../compliance/dial-verdict.ts';
import { after } from '../dialing/protocol.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { Customer } from '../messages/customer.ts';
import type { Preview, PreviewOutcome } from '../messages/preview.ts';
import type { PushedContact } from '../messages/preview-contacts.ts';
import type { CustomerReading } from '../ports/customers.ts';
import { askRules } from './ask-rules.ts';
import { contactData, pushedTier } from './contact-data.ts';
import type { Campaigns } from './preview-campaigns.ts';
import { grantAt, mustEndBy } from './preview-life.ts';
import type { PreviewPorts, PreviewRules } from './preview-ports.ts';
import { routePreview } from './route-preview.ts';

/** A contact that may be listed: where, with what, and what the rules are asked with once more. */
export interface Candidate {
  readonly kind: 'list';
  readonly listedOn: NonNullable<Preview['listedOn']>;
  readonly data: Readonly<Record<string, string>>;
  readonly contact: PushedContact;
  readonly customer: Customer;
  /** Until when the rules allow a call, as far as they know. */
  readonly validUntil: Date | undefined;
}

/** What is to become of a contact that is not listed. */
export type Judged =
  | Candidate
  | { readonly kind: 'wait'; readonly until: Date; readonly reason: string }
  | { readonly kind: 'end'; readonly outcome: PreviewOutcome; readonly reason: string };

/** Between two looks at something that people or the clock change. */
const LOOK_MS = 60_000;

const refused = (reason: string): Judged => ({ kind: 'end', outcome: 'refused', reason });

/**
 * Judges a contact before the platform hears of it: its campaign, its customer and tier, the permission, the stage.
 * @throws {TransientError} a store of ours cannot be reached
 */
export async function judgeContact(
  preview: Preview,
  campaigns: Campaigns,
  ports: PreviewPorts,
  rules: PreviewRules,
): Promise<Judged> {
  const now = ports.clock.now();
  if (preview.expiresAt <= grantAt(now, rules.protocol).settledAt) {
    return { kind: 'end', outcome: 'expired', reason: 'expired' };
  }
  try {
    const campaign = await campaigns(preview.campaignId);
    if (campaign.kind === 'closed') return refused(campaign.reason);
    const contact = await ports.pushed.read(preview.reference, now);
    if (!contact) return refused('forgotten');
    const reading = await ports.customers.read(preview.customerId);
    if (!reading) return refused('unknown_customer');
    return await judgeCustomer({ preview, contact, reading }, campaigns, ports, rules);
  } catch (error) {
    if (error instanceof RejectedError) return refused(error.reason);
    if (!(error instanceof TransientError)) throw error;
    const forMs = waitMs(preview.tries, error.retryAfterMs, ports.random.fraction());
    return { kind: 'wait', until: after(ports.clock.now(), forMs), reason: error.reason };
  }
}

interface Known {
  readonly preview: Preview;
  readonly contact: PushedContact;
  readonly reading: CustomerReading;
}

async function judgeCustomer(
  { preview, contact, reading }: Known,
  campaigns: Campaigns,
  ports: PreviewPorts,
  rules: PreviewRules,
): Promise<Judged> {
  const { customer, fetchedAt } = reading;
  const now = ports.clock.now();
  if (isUnknown(fetchedAt, now, rules.doNotDisturbMaxAgeMs)) {
    return { kind: 'wait', until: after(now, LOOK_MS), reason: 'do_not_disturb_unknown' };
  }
  const verdict = await askRules({ preview, contact, customer }, ports, rules);
  if (verdict.kind === 'wait') return { kind: 'wait', until: verdict.until, reason: 'window_just_opened' };
  if (verdict.kind === 'refuse') return refusal(preview, verdict, rules);
  const { validUntil } = verdict.permission;
  if (
    validUntil &&
    mustEndBy({ validUntil, expiresAt: preview.expiresAt }) <= grantAt(now, rules.protocol).settledAt
  ) {
    return { kind: 'wait', until: validUntil, reason: 'window_closes' };
  }
  const isOff = switchedOff(contact.phoneNumber, rules);
  if (isOff !== undefined) return refused(isOff);
  return routed({ preview, contact, reading, validUntil }, campaigns, rules);
}

/** A closed window opens again: as long as the contact lives so long, it waits for that. */
function refusal(
  { expiresAt }: Preview,
  { permission, nextAllowedAt }: { permission: { reason: string }; nextAllowedAt?: Date },
  { protocol }: PreviewRules,
): Judged {
  if (!nextAllowedAt || nextAllowedAt >= expiresAt) return refused(permission.reason);
  return { kind: 'wait', until: after(nextAllowedAt, protocol.openingMarginMs), reason: permission.reason };
}

/** Why the stage itself calls nobody, or not this number; last, so that a dry run shows the real verdict. */
function switchedOff(phone: string, { armed, allowNumbers }: PreviewRules): string | undefined {
  if (!armed) return 'disarmed';
  return allowNumbers.length === 0 || allowNumbers.includes(phone) ? undefined : 'not_on_allow_list';
}

async function routed(
  { preview, contact, reading: { customer }, validUntil }: Known & Pick<Candidate, 'validUntil'>,
  campaigns: Campaigns,
  { settings }: PreviewRules,
): Promise<Judged> {
  // The CRM knows best; what the push says counts where the CRM says nothing.
  const tier = customer.accountTier ?? pushedTier(contact);
  const name = preview.listedOn?.route ?? routePreview(tier, settings).route;
  const route = settings.routes[name];
  if (!route) return refused('route_unknown');
  const campaignId = preview.listedOn?.campaignId ?? route.campaignId ?? preview.campaignId;
  const found = await campaigns(campaignId);
  if (found.kind === 'closed') return refused(found.reason);
  const { contactListId } = found.campaign;
  if (preview.listedOn && preview.listedOn.contactListId !== contactListId) return refused('list_changed');
  return {
    kind: 'list',
    listedOn: { route: name, campaignId, contactListId },
    data: contactData({ contact, phoneColumn: found.phoneColumn, tier, route, settings }),
    contact,
    customer,
    validUntil,
  };
}
