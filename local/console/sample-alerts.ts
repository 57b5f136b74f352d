import type { Customer } from '../../functions/messages/customer.ts';
import { byLocalTime } from '../seed.ts';

/** An alert as a sensor sends it. */
export interface SampleAlert {
  readonly idempotencyKey: string;
  readonly sensorId: string;
  readonly customerId: string;
  readonly alertType: 'temp_critical' | 'temp_high';
  readonly timestamp: string;
  readonly telemetryData: {
    readonly currentValue: number;
    readonly threshold: number;
    readonly unit: string;
  };
}

/** Whose alert it is, and when. `name` makes key and sensor. */
export interface SampleOf {
  readonly name: string;
  readonly sensor: string;
  readonly customerId: string;
  readonly at: Date;
  /** @default true */
  readonly critical?: boolean;
}

/** An alert of a boiler that is too hot. */
export const sampleAlert = ({ name, sensor, customerId, at, critical = true }: SampleOf): SampleAlert => ({
  idempotencyKey: name,
  sensorId: sensor,
  customerId,
  alertType: critical ? 'temp_critical' : 'temp_high',
  timestamp: at.toISOString(),
  telemetryData: { currentValue: 89.5, threshold: 85, unit: 'celsius' },
});

/** Numbers from 555-0100 to 555-0199 are kept for fiction (North American Numbering Plan). */
const FICTIONAL_NUMBERS = 100;

/** An invented customer for whom it is day at an instant. `serial`: from 0. */
export function inventedCustomer(
  customerId: string,
  serial: number,
  { now, window }: { readonly now: Date; readonly window: Parameters<typeof byLocalTime>[1] },
): Customer {
  const { day } = byLocalTime(now, window);
  return {
    customerId,
    phoneNumber: `+12025550${100 + (serial % FICTIONAL_NUMBERS)}`,
    timeZone: day[0]?.timeZone ?? 'Europe/London',
    doNotDisturb: false,
    accountTier: 'standard',
  };
}
