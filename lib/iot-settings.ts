import * as z from 'zod';
import type { Blocks } from './stage-problems.ts';

/** Where IoT Core finds the alerts of sensors, and how it hands them over. */
export const IotSettings = z.strictObject({
  /**
   * Sensors publish to `<topic>/<sensorId>`: `{"seq", "customerId", "alertType", "value", "threshold", "unit"}`, where
   * `seq` grows with each alert of a sensor.
   */
  topic: z
    .string()
    .regex(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+){0,5}$/, 'must be a topic without wildcards, e.g. dt/alerts')
    .default('dt/alerts'),
  /** `https`: through the door, which judges bodies. `sqs`: straight into the queue, cheaper, judged by the worker. */
  delivery: z.enum(['https', 'sqs']).default('https'),
  /** Whether up to ten alerts share a request; an alert then waits up to 200 ms for others. */
  batching: z.boolean().default(false),
});
export type IotSettings = z.infer<typeof IotSettings>;

/** What does not fit together about IoT Core's way in. */
export function iotProblems({ iot, doors }: Blocks): string[] {
  if (iot === undefined) return [];
  if (iot.delivery === 'sqs') {
    return iot.batching ? ['iot.batching: only https requests can be shared'] : [];
  }
  return [
    ...(doors && doors.iotAlerts.auth !== 'iam'
      ? ['doors.iotAlerts.auth: must be iam, because the rules of IoT Core sign so']
      : []),
    ...(doors?.iotAlerts.signingSecretArn !== undefined
      ? ['doors.iotAlerts.signingSecretArn: the rules of IoT Core cannot sign bodies']
      : []),
  ];
}
