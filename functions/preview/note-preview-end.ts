import { TransientError } from '../errors.ts';
import { PREVIEW_SKIPPED, type PreviewEvent } from '../messages/preview-event.ts';
import type { PreviewSettings } from '../messages/preview-settings.ts';
import type { ContactRef } from '../ports/contact-refs.ts';
import type { PreviewId } from '../ports/previews.ts';
import { countCall, countPreview } from './count-call.ts';
import { ended, requeueing } from './preview-life.ts';
import type { PreviewLine, PreviewPorts, PreviewRules } from './preview-ports.ts';

/** So often another may write meanwhile. */
const TRIES = 10;

/** A preview lasts minutes: what an agent looked at in vain longer ago was another one, ms. */
const MISSED_WITHIN_MS = 30 * 60_000;

type EndPorts = Pick<PreviewPorts, 'previews' | 'refs' | 'attempts' | 'outbox' | 'clock'>;

/**
 * Hears that a preview is over: a call counts among the customer's attempts and ends the contact. Only what the platform
 * names a skip was no call. Repeatable.
 * @throws {TransientError} a store of ours cannot be reached
 */
export async function notePreviewEnd(
  { detail: { topicName, eventBody } }: PreviewEvent,
  ports: EndPorts,
  { settings }: Pick<PreviewRules, 'settings'>,
): Promise<PreviewLine> {
  const { outboundContactId: id, wrapupCode, eventTime, conversationId } = eventBody;
  const now = ports.clock.now();
  const ref = await ports.refs.read(id, now);
  const key = ref?.preview?.contactId ?? id;
  if (!topicName.endsWith('.postContact')) return { outcome: 'ignored', reason: 'begins', key };
  if (wrapupCode === PREVIEW_SKIPPED) return skipped(ref, key, ports, settings);
  const at = new Date(Math.min(eventTime, now.getTime()));
  if (ref?.preview) return called(ref.preview, at, ports);
  const attemptId = `preview-${conversationId ?? `${id}.${eventTime}`}`;
  await countCall({ customerId: ref?.customerId ?? id, contactId: id, attemptId, at }, ports);
  return { outcome: 'called', reason: 'pushed by others', key };
}

/** Nobody was called. Who was passed over because too little was known is offered again, if the stage says so. */
async function skipped(
  ref: ContactRef | undefined,
  key: string,
  { previews, refs, outbox, clock }: EndPorts,
  { requeue }: PreviewSettings,
): Promise<PreviewLine> {
  const ignored = { outcome: 'ignored', reason: 'skipped', key };
  if (!ref?.preview || !requeue) return ignored;
  const now = clock.now();
  // A script asks for the contact by the id it was pushed under, or by the platform's.
  const missedAt = ref.missedAt ?? (await refs.read(ref.preview.contactId, now))?.missedAt;
  if (!missedAt || now.getTime() - missedAt.getTime() > MISSED_WITHIN_MS) return ignored;
  const kept = await previews.read(ref.preview);
  if (kept?.value.state !== 'LISTED') return ignored;
  const { requeues = 0, requeuedFor } = kept.value;
  // One look in vain is one offer more, however often its end is told, and by whichever clock.
  if (requeues >= requeue.times || (requeuedFor && requeuedFor >= missedAt)) return ignored;
  const write = await previews.replace(kept, requeueing(kept.value, missedAt, now));
  if (write.kind === 'lost') throw new TransientError('preview_contended', 'another changed this contact');
  await outbox.look([ref.preview]);
  return { outcome: 'requeueing', reason: 'no_context', key };
}

/** Counted before it ends: whoever comes after a crash does both. */
async function called(id: PreviewId, at: Date, ports: EndPorts): Promise<PreviewLine> {
  const key = id.contactId;
  for (let tries = 0; tries < TRIES; tries++) {
    const kept = await ports.previews.read(id);
    if (!kept) return { outcome: 'ignored', reason: 'forgotten', key };
    await countPreview(kept.value, at, ports);
    if (kept.value.state === 'ENDED') return { outcome: 'already_moved', reason: 'ended', key };
    const next = ended(kept.value, { outcome: 'called', reason: 'served by an agent' }, ports.clock.now());
    const write = await ports.previews.replace(kept, next);
    if (write.kind === 'written') return { outcome: 'called', reason: 'served by an agent', key };
  }
  throw new TransientError('preview_contended', 'others change this contact all the time');
}
