import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type MeasurementBatch, MOST_MEASUREMENTS } from '../messages/measurement.ts';
import type { MeasurementOutbox } from '../ports/measurement-outbox.ts';
import { AWS_CLIENT } from './aws-client.ts';
import { fromAws } from './aws-errors.ts';

/** Readings on SQS, by the URL of ticketing's queue. */
export function sqsMeasurementOutbox(queueUrl: string): MeasurementOutbox {
  const client = new SQSClient({ ...AWS_CLIENT, useQueueUrlAsEndpoint: false });
  return {
    async measured(measurements) {
      for (let from = 0; from < measurements.length; from += MOST_MEASUREMENTS) {
        const batch: MeasurementBatch = { measurements: measurements.slice(from, from + MOST_MEASUREMENTS) };
        try {
          await client.send(
            new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(batch) }),
          );
        } catch (error) {
          throw fromAws('queue_unavailable', error);
        }
      }
    },
  };
}
