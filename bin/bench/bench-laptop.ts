import { randomUUID } from 'node:crypto';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { type Laptop, startLaptop } from '../../local/laptop.ts';
import { type DoorAnswer, post, readStory } from '../requests.ts';
import { type Target, target } from '../target.ts';
import type { Progress } from './bench-table.ts';
import { scratchDirectory } from './interruption.ts';
import { zoneWhereItIs } from './zones.ts';

/** More than a measurement asks for: what is measured is the system, not the limits of the stage. */
const UNLIMITED = { ratePerSecond: 10_000, burst: 5000 };
const UNLIMITED_PER_MINUTE = 1_000_000;

/** An alert as the doors take it. */
export type Alert = Readonly<Record<string, unknown>> & {
  readonly idempotencyKey: string;
  readonly sensorId: string;
};

/** The product on this machine, ready to be measured. */
export interface BenchLaptop {
  readonly laptop: Laptop;
  /** Where the functions' logs are. */
  readonly logDirectory: string;
  /** Adds a customer who may be called now, or for whom it is night. */
  addCustomer(customerId: string, hour: 'day' | 'night'): void;
  /** An alert of a customer's sensor with a key of its own. */
  alert(customerId: string, sensorId: string, alertType: string): Alert;
  send(alert: Alert): Promise<DoorAnswer>;
  story(key: string): Promise<AlertStory | undefined>;
  stop(): Promise<void>;
}

/** Starts the product with simulators and without limits on requests, in a directory of its own. */
export async function benchLaptop(progress: Progress): Promise<BenchLaptop> {
  const directory = scratchDirectory();
  const laptop = await startLaptop({
    port: 0,
    overrides: [
      { path: 'doors.throttle', value: UNLIMITED },
      { path: 'reads.throttle', value: UNLIMITED },
      { path: 'pacing.telephony.requestsPerMinute', value: UNLIMITED_PER_MINUTE },
      { path: 'pacing.crm.requestsPerMinute', value: UNLIMITED_PER_MINUTE },
    ],
    simulators: true,
    requestsPerMinute: UNLIMITED_PER_MINUTE,
    workDirectory: directory.path,
    progress,
  });
  const at: Target = target({ url: laptop.system.url });
  const zones = { day: zoneWhereItIs(12, new Date()), night: zoneWhereItIs(0, new Date()) };
  return {
    laptop,
    logDirectory: directory.path,
    addCustomer: (customerId, hour) =>
      laptop.crm?.putCustomer({
        customerId,
        phoneNumber: '+12025550142',
        timeZone: zones[hour],
        doNotDisturb: false,
        accountTier: 'standard',
        name: 'Robin Benchley',
      }),
    alert: (customerId, sensorId, alertType) => ({
      idempotencyKey: `sensor-evt-${randomUUID()}`,
      sensorId,
      customerId,
      alertType,
      timestamp: new Date().toISOString(),
      telemetryData: { currentValue: 89.5, threshold: 85, unit: 'celsius' },
    }),
    send: (alert) => post(at, 'v1/alerts', JSON.stringify(alert)),
    story: (key) => readStory(at, key),
    stop: async () => {
      await laptop.stop();
      directory.remove();
    },
  };
}
