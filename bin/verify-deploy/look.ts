import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Stage } from '../../lib/stage.ts';
import { SENSORS } from '../../local/seed.ts';
import type { Vendors } from '../../local/vendors.ts';
import { post } from '../requests.ts';
import type { Target } from '../target.ts';

/** What the probes of a deployed stage need. */
export interface Deployed {
  readonly stage: Stage;
  readonly target: Target;
  readonly vendors: Vendors;
  readonly s3: S3Client;
  readonly reportsBucket: string;
  /** Publishes a message on a topic of IoT Core. @throws {Error} it is not taken */
  publish(topic: string, message: object): Promise<void>;
  /** What the emulator has said of itself so far. */
  emulatorSays(): string;
}

/** One thing that a deployed stage must do. */
export interface Probe {
  /** A sentence about behaviour. */
  readonly name: string;
  /** Why the emulator is known not to show it. @default it must */
  readonly knownGap?: string;
  /** Whether it waits for minutes, so that the others go on meanwhile. @default it does not */
  readonly isPatient?: boolean;
  /** Says what was seen. @throws {Error} it was not seen in time */
  run(deployed: Deployed): Promise<string>;
}

/** The samples. */
export const EVENTS = join(import.meta.dirname, '../../events');
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 250;

/**
 * Looks until something is there.
 * @throws {Error} it is not seen in time, by default a minute
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | null>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await pause(LOOK_EVERY_MS)) {
    const seen = await look();
    if (seen !== undefined && seen !== null) return seen;
  }
  throw new Error(`${what}: not seen within ${patienceMs / 1000} s`);
}

/** What was seen, told in other words if they are given. @throws {Error} it is not what was expected */
export function expectSeen(seen: string, expected: string, told = seen): string {
  if (seen !== expected) throw new Error(`expected ${expected}, saw ${seen}`);
  return told;
}

/** Posts a text. @throws {Error} the door refuses it */
export async function accepted({ target }: Deployed, door: string, text: string): Promise<void> {
  const { status, body } = await post(target, door, text);
  if (status !== 200 && status !== 202) throw new Error(`POST ${door} -> ${status} ${body}`);
}

/** A critical alert of a seeded customer's sensor, raised now. */
export function alertOf(customerId: string) {
  const now = new Date();
  return {
    idempotencyKey: `verify-${customerId}-${now.getTime()}`,
    sensorId: SENSORS[customerId] ?? 'TEMP-SNS-4421',
    customerId,
    alertType: 'temp_critical',
    timestamp: now.toISOString(),
    telemetryData: { currentValue: 89.5, threshold: 85, unit: 'celsius' },
  };
}
