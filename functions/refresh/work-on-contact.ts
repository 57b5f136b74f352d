import * as z from 'zod/mini';
import { ContactChange } from '../messages/contact-change.ts';
import { RefreshRequest } from '../messages/context.ts';
import type { ConversationSettings } from '../messages/conversation-settings.ts';
import { PreviewEvent } from '../messages/preview-event.ts';
import { followPreview, type PreviewEventPorts } from './follow-preview.ts';
import { keepChange } from './keep-change.ts';
import { refreshContact } from './refresh-contact.ts';

/** What refresh takes: a question, an event of the platform, or a change of the CRM. */
export const ContactMessage = z.union([RefreshRequest, PreviewEvent, ContactChange]);
export type ContactMessage = z.infer<typeof ContactMessage>;

/** What came with a message. */
interface Accompanied {
  attribute(name: string): string | undefined;
}

/** Works on one message. @throws {TransientError} come again @throws {RejectedError} it cannot be used */
export function workOnContact(
  message: ContactMessage,
  delivery: Accompanied,
  ports: PreviewEventPorts,
  wrapUps: ConversationSettings['wrapUps'],
) {
  if ('refresh' in message) {
    const { refresh: customerId, lease } = message;
    return refreshContact({ customerId, ...(lease !== undefined && { lease }) }, ports);
  }
  if ('detail' in message) return followPreview(message, ports, wrapUps);
  const receivedAt = Number(delivery.attribute('receivedAt') ?? Number.NaN);
  return keepChange(message, Number.isNaN(receivedAt) ? undefined : new Date(receivedAt), ports);
}
