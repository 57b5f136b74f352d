import * as z from 'zod/mini';
import { Key } from './key.ts';

/** What kind of breach; a stage names the class each type is treated as. */
export const AlertType = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,64}$/));

const Telemetry = z
  .looseObject({
    currentValue: z.number(),
    threshold: z.number(),
    unit: z.string().check(z.minLength(1), z.maxLength(64)),
  })
  .register(z.globalRegistry, {
    title: 'Telemetry',
    description: 'What the sensor saw. Further fields are kept and archived as they are.',
  });

/** A sensor that breached its threshold, as guide 002 spells it. Unknown fields are tolerated and dropped. */
export const SensorAlert = z
  .object({
    idempotencyKey: Key,
    sensorId: Key,
    customerId: Key,
    alertType: AlertType,
    timestamp: z.iso.datetime({ offset: true }),
    telemetryData: Telemetry,
  })
  .register(z.globalRegistry, {
    title: 'SensorAlert',
    description: 'A sensor threshold breach. One idempotencyKey is one alert, however often it is sent.',
  });
export type SensorAlert = z.infer<typeof SensorAlert>;

/** Most alerts one request may carry; IoT Core batches 2 to 10 messages. */
export const MAX_ALERTS_PER_REQUEST = 10;
