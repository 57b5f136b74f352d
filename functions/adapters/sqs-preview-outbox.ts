import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { MAX_CONTACTS_PER_LOOK, type PreviewLook } from '../messages/preview-look.ts';
import type { PreviewOutbox } from '../ports/preview-outbox.ts';
import type { PreviewId } from '../ports/previews.ts';
import { AWS_CLIENT } from './aws-client.ts';
import { fromAws } from './aws-errors.ts';

/** Messages to the worker of previews on SQS, by the URL of its queue of looks. */
export function sqsPreviewOutbox(queueUrl: string): PreviewOutbox {
  const client = new SQSClient({ ...AWS_CLIENT, useQueueUrlAsEndpoint: false });
  return previewOutboxOver(async (body) => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  });
}

/** The outbox over anything that takes messages: which contacts go into which. */
export function previewOutboxOver(send: (body: string) => Promise<void>): PreviewOutbox {
  return {
    async look(ids) {
      try {
        await Promise.all(looksFor(ids).map((look) => send(JSON.stringify(look))));
      } catch (error) {
        throw fromAws('queue_unavailable', error);
      }
    },
  };
}

function looksFor(ids: readonly PreviewId[]): PreviewLook[] {
  const byCampaign = Map.groupBy(ids, ({ campaignId }) => campaignId);
  return [...byCampaign].flatMap(([campaignId, group]) => {
    const contacts = [...new Set(group.map(({ contactId }) => contactId))];
    const looks = Math.ceil(contacts.length / MAX_CONTACTS_PER_LOOK);
    return Array.from({ length: looks }, (_, index) => ({
      campaignId,
      look: contacts.slice(index * MAX_CONTACTS_PER_LOOK, (index + 1) * MAX_CONTACTS_PER_LOOK),
    }));
  });
}
