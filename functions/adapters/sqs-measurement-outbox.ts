import { type MeasurementBatch, MOST_MEASUREMENTS } from '../messages/measurement.ts';
import type { MeasurementOutbox } from '../ports/measurement-outbox.ts';
import { sqsSender } from './sqs-sender.ts';

/** Readings on SQS, by the URL of ticketing's queue. */
export function sqsMeasurementOutbox(queueUrl: string): MeasurementOutbox {
  const send = sqsSender();
  return {
    async measured(measurements) {
      for (let from = 0; from < measurements.length; from += MOST_MEASUREMENTS) {
        const batch: MeasurementBatch = { measurements: measurements.slice(from, from + MOST_MEASUREMENTS) };
        await send(queueUrl, batch);
      }
    },
  };
}
