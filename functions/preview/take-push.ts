import { RejectedError } from '../errors.ts';
import type { Preview } from '../messages/preview.ts';
import { type PreviewContacts, PushedContact } from '../messages/preview-contacts.ts';
import type { KeptPreview, PreviewId } from '../ports/previews.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { maskCardsIn } from '../runtime/card-numbers.ts';
import { malformed, malformedReason } from '../runtime/malformed.ts';
import { looksPersonal } from '../runtime/personal-text.ts';
import { platformId } from './contact-data.ts';
import { eachContact } from './each-contact.ts';
import { begun, mayBeginAnew } from './preview-life.ts';
import type { PreviewLine, PreviewPorts, PreviewRules } from './preview-ports.ts';

type PushPorts = Pick<
  PreviewPorts,
  | 'previews'
  | 'pushed'
  | 'refs'
  | 'erasures'
  | 'outbox'
  | 'clock'
  | 'random'
  | 'cardsMasked'
  | 'quarantineContact'
>;

type PushRules = Pick<PreviewRules, 'settings' | 'sensitiveFields'>;

/** A contact of a push, and the request it came with. */
interface Arrived {
  readonly push: PreviewContacts;
  readonly contact: PushedContact;
  readonly edgeId: string;
}

/** Its own copy was forgotten so long after it ended, ms: as long as the ledger knows the contact. */
const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Takes the contacts of a push, each on its own: a bad one is quarantined and never costs the others. A contact that is
 * there already is counted. Repeatable: who was taken before is recognised.
 * @throws {TransientError} a store or the queue cannot be reached
 */
export async function takePush(
  push: PreviewContacts,
  edgeId: string,
  ports: PushPorts,
  rules: PushRules,
): Promise<readonly PreviewLine[]> {
  const open: PreviewId[] = [];
  const numbered = push.contacts.map((element, index) => ({ element, edgeId: `${edgeId}.${index}` }));
  const lines = await eachContact(numbered, async (one): Promise<PreviewLine> => {
    try {
      const read = readable(one.element);
      const { contactId: key, externalContactId = key } = read;
      if (await ports.erasures.isErased(externalContactId))
        return { outcome: 'ignored', reason: 'erased', key };
      const contact = withoutCards(read, ports, rules);
      const { line, preview } = await taken({ push, contact, edgeId: one.edgeId }, ports, rules);
      if (preview.state === 'OPEN') open.push(preview);
      return line;
    } catch (error) {
      if (!(error instanceof RejectedError)) throw error;
      await ports.quarantineContact(JSON.stringify(one.element) ?? 'null', one.edgeId, error.reason);
      return { outcome: 'quarantined', reason: error.reason };
    }
  });
  await ports.outbox.look(open);
  return lines;
}

/** @throws {RejectedError} the reason names the fields that are wrong, never their values */
function readable(element: unknown): PushedContact {
  const result = PushedContact.safeParse(element);
  if (!result.success) throw new RejectedError(malformedReason(result.error), 'the contact is not as agreed');
  const { contactId, externalContactId = '' } = result.data;
  // Ids stand in the ledger and in logs: a number or an address must not be one.
  if (looksPersonal(contactId) || looksPersonal(externalContactId)) {
    throw new RejectedError(malformed('contactId (looks personal)'), 'an id that may be a number');
  }
  return result.data;
}

/** No card number and no marked field is kept or shown to an agent. */
function withoutCards(
  contact: PushedContact,
  { cardsMasked }: Pick<PushPorts, 'cardsMasked'>,
  { sensitiveFields }: PushRules,
): PushedContact {
  const masked = contact.fields.map(({ key, value }) => {
    const { value: shown, cards } = maskCardsIn({ [key]: value }, sensitiveFields);
    return { field: { key, value: String(Object(shown)[key] ?? '***') }, cards };
  });
  const cards = masked.reduce((sum, one) => sum + one.cards, 0);
  if (cards > 0) cardsMasked(cards);
  return { ...contact, fields: masked.map(({ field }) => field) };
}

/** @throws {RejectedError} another push of this contact says something else and has not ended */
async function taken(
  arrived: Arrived,
  ports: PushPorts,
  rules: PushRules,
): Promise<{ readonly line: PreviewLine; readonly preview: Preview }> {
  const { contact, push } = arrived;
  const { contactId } = contact;
  let kept = await ports.previews.read({ contactId, campaignId: push.campaignId });
  for (;;) {
    const isOurs = kept?.value.edgeId === arrived.edgeId;
    if (kept && (isOurs || !mayBeginAnew(kept.value))) {
      return isOurs
        ? { line: taking(kept.value, 'known'), preview: kept.value }
        : duplicate(arrived, kept, ports);
    }
    const next = await beginning(arrived, kept?.value, ports, rules);
    const write = await ports.previews.replace(kept, next);
    if (write.kind === 'written') return { line: taking(next, 'taken'), preview: next };
    kept = write.kept;
  }
}

/** Its number and fields are kept first: without them the ledger's item would be worth nothing. */
async function beginning(
  { push, contact, edgeId }: Arrived,
  before: Preview | undefined,
  { pushed, refs, clock, random }: PushPorts,
  { settings }: PushRules,
): Promise<Preview> {
  const { contactId, externalContactId = contactId } = contact;
  const reference = random.id();
  const { campaignId, priority, expirationTime } = push;
  const next = begun(
    {
      contactId,
      campaignId,
      customerId: externalContactId,
      first: priority === 'High',
      reference,
      edgeId,
      expirationTime: expirationTime === undefined ? undefined : new Date(expirationTime),
    },
    before,
    clock.now(),
    settings.maxHours,
  );
  if (next.state !== 'ENDED') {
    const until = new Date(next.expiresAt.getTime() + KEPT_MS);
    const ref = { customerId: externalContactId, preview: { contactId, campaignId } };
    await Promise.all([
      pushed.keep(reference, contact, until),
      refs.refer(contactId, ref, until),
      // What the platform tells of a preview names the contact by its id there.
      refs.refer(platformId(next), ref, until),
    ]);
  }
  return next;
}

/** The same again is counted; something else is not taken while the first has not ended. */
async function duplicate(arrived: Arrived, kept: KeptPreview, { previews, pushed, clock }: PushPorts) {
  const { value } = kept;
  const first = await pushed.read(value.reference, clock.now());
  const isSame = first === undefined || canonicalJson(first) === canonicalJson(arrived.contact);
  if (!isSame && value.state !== 'ENDED') {
    throw new RejectedError('another_push_stands', 'the contact was pushed with other contents');
  }
  // A count that meets another write is lost: it tells people how often, nothing hangs on it.
  await previews.replace(kept, { ...value, duplicates: value.duplicates + 1 });
  return {
    line: { outcome: 'duplicate', reason: value.state.toLowerCase(), key: value.contactId },
    preview: value,
  };
}

const taking = (preview: Preview, outcome: 'taken' | 'known'): PreviewLine =>
  preview.state === 'ENDED' && outcome === 'taken'
    ? { outcome: preview.outcome ?? 'expired', reason: preview.reason ?? '', key: preview.contactId }
    : { outcome, key: preview.contactId };
