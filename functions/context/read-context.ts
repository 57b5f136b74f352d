import { type ContactContext, contactContext } from '../contact/contact-context.ts';
import { type Known, type KnowPorts, knowContact } from '../contact/know-contact.ts';
import { isDoubt, withheld } from '../contact/withheld.ts';
import { TransientError } from '../errors.ts';
import type { ContextRules } from '../messages/context.ts';
import type { CachedCustomer } from '../ports/contact-cache.ts';
import type { ContactRefs } from '../ports/contact-refs.ts';
import type { Standing, Suppressions } from '../ports/suppressions.ts';

/** How long the CRM's answer is waited for: the 2 s of guide 000, section 1, less the way through the gateway. */
export const PATIENCE_MS = 1600;

/** How long the note that there was none may take, after that. */
export const NOTE_MS = 100;

/** After this the answer is given whatever our own stores are doing. */
export const BUDGET_MS = 1850;

export interface ContextPorts extends KnowPorts {
  readonly refs: Pick<ContactRefs, 'customerOf' | 'noteMissed'>;
  readonly suppressions: Pick<Suppressions, 'read'>;
}

/** Which contact an agent looks at. */
export interface Looked {
  readonly contactId: string;
  readonly campaignId?: string;
}

/** What was found out so far. */
interface Findings {
  customerId: string;
  known: Extract<Known, { kind: 'known' }>;
  standing?: Standing;
}

/**
 * What an agent is shown of a contact, within `BUDGET_MS`; `undefined` when the CRM knows no such customer. A store that
 * fails or hangs makes the answer poorer, never late: what is unknown withholds the contact.
 */
export async function readContext(
  looked: Looked,
  ports: ContextPorts,
  rules: ContextRules,
): Promise<ContactContext | undefined> {
  const startedAt = ports.clock.now().getTime();
  const findings: Findings = {
    customerId: looked.contactId,
    known: { kind: 'known', freshness: 'unavailable', reason: 'timed_out' },
  };
  const isFound = await Promise.race([
    find(looked, findings, new Date(startedAt + PATIENCE_MS), ports),
    ports.sleep.until(new Date(startedAt + BUDGET_MS)).then(() => true),
  ]);
  if (!isFound) return undefined;
  const now = ports.clock.now();
  const { customerId, known, standing } = findings;
  const why = withheld({ cached: known.cached, standing }, rules, now);
  if (rules.noteMissed && isDoubt(why)) await noteMissed(looked, now, ports);
  return contactContext(
    {
      contactId: looked.contactId,
      campaignId: looked.campaignId,
      customerId,
      known,
      withheld: why,
      suggestedQueue: rules.suggestedQueue,
    },
    now,
  );
}

/** The agent gets the answer whatever becomes of the note: without it the contact is not offered again by itself. */
async function noteMissed({ contactId }: Looked, now: Date, { refs, sleep }: ContextPorts): Promise<void> {
  await Promise.race([
    refs.noteMissed(contactId, now).catch((error: unknown) => {
      if (!(error instanceof TransientError)) throw error;
    }),
    sleep.until(new Date(now.getTime() + NOTE_MS)),
  ]);
}

/** Writes down what it finds. `false`: there is no such customer. */
async function find(
  { contactId }: Looked,
  findings: Findings,
  deadline: Date,
  ports: ContextPorts,
): Promise<boolean> {
  try {
    const customerId = (await ports.refs.customerOf(contactId, ports.clock.now())) ?? contactId;
    findings.customerId = customerId;
    const known = await knowContact(customerId, deadline, ports);
    if (known.kind === 'unknown_customer') return false;
    findings.known = known;
    findings.standing = await ports.suppressions.read(subject(customerId, known.cached), ports.clock.now());
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    if (findings.known.freshness === 'unavailable') {
      findings.known = { kind: 'known', freshness: 'unavailable', reason: error.reason };
    }
  }
  return true;
}

const subject = (customerId: string, cached: CachedCustomer | undefined) => ({
  customerId,
  ...(cached && { phoneE164: cached.customer.phoneNumber }),
});
