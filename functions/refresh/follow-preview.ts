import type { ConversationSettings } from '../messages/conversation-settings.ts';
import { PREVIEW_SKIPPED, type PreviewEvent } from '../messages/preview-event.ts';
import type { CompletionOutbox } from '../ports/completion-outbox.ts';
import type { ContactRefs } from '../ports/contact-refs.ts';
import { type RefreshOutcome, type RefreshPorts, refreshContact } from './refresh-contact.ts';

export interface PreviewEventPorts extends RefreshPorts {
  readonly refs: Pick<ContactRefs, 'customerOf'>;
  readonly outbox: Pick<CompletionOutbox, 'completed'>;
}

/** How an event of a preview ended. */
export type PreviewOutcome =
  | RefreshOutcome
  | { readonly outcome: 'written_back' | 'ignored'; readonly reason?: string; readonly key: string };

/**
 * Warms the cache when an agent is about to see a contact, and hands on what came of it when the preview is over:
 * segmentation writes it to the CRM. Repeatable: refresh asks once, and a completion counts once.
 * @throws {TransientError} a store or the queue cannot be reached
 */
export async function followPreview(
  { detail: { topicName, eventBody } }: PreviewEvent,
  ports: PreviewEventPorts,
  wrapUps: ConversationSettings['wrapUps'],
): Promise<PreviewOutcome> {
  const { outboundContactId: contactId, wrapupCode, eventTime } = eventBody;
  const customerId = (await ports.refs.customerOf(contactId, ports.clock.now())) ?? contactId;
  if (topicName.endsWith('.preContact')) return refreshContact({ customerId }, ports);
  if (wrapupCode === undefined) return { outcome: 'ignored', reason: 'no_wrap_up', key: customerId };
  const wrapUp = Object.hasOwn(wrapUps, wrapupCode) ? wrapUps[wrapupCode] : undefined;
  // Nobody was spoken to: it must not become the customer's last conversation, unless the stage gives it a meaning.
  if (wrapupCode === PREVIEW_SKIPPED && !wrapUp)
    return { outcome: 'ignored', reason: 'skipped', key: customerId };
  const about = eventBody.conversationId ?? `${eventBody.outboundCampaignId}.${contactId}.${eventTime}`;
  await ports.outbox.completed({
    customerId,
    contactId,
    tags: [...(wrapUp?.tags ?? [])],
    disposition: wrapUp?.disposition ?? wrapupCode,
    endTime: new Date(eventTime).toISOString(),
    channel: 'voice',
    idempotency_key: `preview-${about}`.slice(0, 128),
  });
  return { outcome: 'written_back', key: customerId };
}
