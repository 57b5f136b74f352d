import { type ContactContext, contactContext } from '../contact/contact-context.ts';
import { FRESH_MS } from '../contact/freshness.ts';
import { type Known, knowContact } from '../contact/know-contact.ts';
import { withheld } from '../contact/withheld.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { ContextRules } from '../messages/context.ts';
import type { CachedCustomer } from '../ports/contact-cache.ts';
import type { PanelSession } from '../ports/panel-sessions.ts';
import type { PanelPorts } from './panel-ports.ts';

/** How long one request waits for the CRM; the page asks again. */
export const PATIENCE_MS = 1700;

export interface CustomerRules {
  readonly context: ContextRules;
  readonly classes: AlertClasses;
}

type Shown = Pick<PanelSession, 'customerId' | 'className'>;
type KnownCustomer = Extract<Known, { kind: 'known' }>;

/**
 * The customer as the CRM describes it now, as soon as it answers; else what was kept, with its age and the reason.
 * @throws {TransientError} a store cannot be reached
 */
export async function showCustomer(
  session: Shown,
  ports: PanelPorts,
  rules: CustomerRules,
): Promise<ContactContext> {
  const deadline = new Date(ports.clock.now().getTime() + PATIENCE_MS);
  const known = await knowContact(session.customerId, deadline, ports);
  return described(session, known.kind === 'known' ? known : NOBODY, ports, rules);
}

/** The customer as it is kept, without asking anybody. Errors as above. */
export async function keptCustomer(
  session: Shown,
  ports: PanelPorts,
  rules: CustomerRules,
): Promise<ContactContext> {
  const now = ports.clock.now();
  const { cached } = await ports.contacts.look(session.customerId, now);
  return described(session, asKept(cached, now), ports, rules);
}

/** The CRM says so itself. */
const NOBODY: KnownCustomer = { kind: 'known', freshness: 'unavailable', reason: 'unknown_customer' };

function asKept(cached: CachedCustomer | undefined, now: Date): KnownCustomer {
  if (cached === undefined) return { kind: 'known', freshness: 'unavailable', reason: 'not_asked' };
  return now.getTime() - cached.fetchedAt.getTime() < FRESH_MS
    ? { kind: 'known', freshness: 'cached', cached }
    : { kind: 'known', freshness: 'stale', cached, reason: 'not_asked' };
}

/** With what speaks against a call for the purpose of the alert. */
async function described(
  { customerId, className }: Shown,
  known: KnownCustomer,
  { suppressions, clock }: PanelPorts,
  { context, classes }: CustomerRules,
): Promise<ContactContext> {
  const phoneE164 = known.cached?.customer.phoneNumber;
  const subject = { customerId, ...(phoneE164 !== undefined && { phoneE164 }) };
  const standing = await suppressions.read(subject, clock.now());
  const purpose = classes[className]?.purpose ?? context.purpose;
  const why = withheld({ cached: known.cached, standing }, { ...context, purpose }, clock.now());
  const told = { contactId: customerId, campaignId: undefined, customerId, known, withheld: why };
  return contactContext({ ...told, suggestedQueue: context.suggestedQueue }, clock.now());
}
