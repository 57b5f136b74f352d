import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ReportNotices } from '../ports/report-notices.ts';
import type { ReportOutbox } from '../ports/report-outbox.ts';
import { AWS_CLIENT } from './aws-client.ts';
import { fromAws } from './aws-errors.ts';

/** Messages of analytics on SQS, by queue URL: to itself, and to whoever passes on that a report can be read. */
export function sqsReportOutbox(queues: {
  readonly due: string;
  readonly notices: string;
}): ReportOutbox & ReportNotices {
  const client = new SQSClient({ ...AWS_CLIENT, useQueueUrlAsEndpoint: false });

  async function send(QueueUrl: string, message: object, delaySeconds = 0): Promise<void> {
    try {
      await client.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: JSON.stringify(message),
          ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
        }),
      );
    } catch (error) {
      throw fromAws('queue_unavailable', error);
    }
  }

  return {
    advance: (request, delaySeconds) => send(queues.due, request, delaySeconds),
    leave: (notice) => send(queues.notices, notice),
  };
}
