import { TransientError } from '../errors.ts';
import { PREVIEW_SKIPPED, type PreviewEvent } from '../messages/preview-event.ts';
import type { PreviewId } from '../ports/previews.ts';
import { countCall, countPreview } from './count-call.ts';
import { ended } from './preview-life.ts';
import type { PreviewLine, PreviewPorts } from './preview-ports.ts';

/** So often another may write meanwhile. */
const TRIES = 10;

type EndPorts = Pick<PreviewPorts, 'previews' | 'refs' | 'attempts' | 'clock'>;

/**
 * Hears that a preview is over: a call counts among the customer's attempts and ends the contact. Only what the platform
 * names a skip was no call. Repeatable.
 * @throws {TransientError} a store of ours cannot be reached
 */
export async function notePreviewEnd(
  { detail: { topicName, eventBody } }: PreviewEvent,
  ports: EndPorts,
): Promise<PreviewLine> {
  const { outboundContactId: id, wrapupCode, eventTime, conversationId } = eventBody;
  const now = ports.clock.now();
  const ref = await ports.refs.read(id, now);
  const key = ref?.preview?.contactId ?? id;
  if (!topicName.endsWith('.postContact')) return { outcome: 'ignored', reason: 'begins', key };
  if (wrapupCode === PREVIEW_SKIPPED) return { outcome: 'ignored', reason: 'skipped', key };
  const at = new Date(Math.min(eventTime, now.getTime()));
  if (ref?.preview) return called(ref.preview, at, ports);
  const attemptId = `preview-${conversationId ?? `${id}.${eventTime}`}`;
  await countCall({ customerId: ref?.customerId ?? id, contactId: id, attemptId, at }, ports);
  return { outcome: 'called', reason: 'pushed by others', key };
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
