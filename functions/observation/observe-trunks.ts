import { TransientError } from '../errors.ts';
import type { Measurement } from '../messages/measurement.ts';
import type { Clock } from '../ports/clock.ts';
import type { MeasurementOutbox } from '../ports/measurement-outbox.ts';
import type { Sleep } from '../ports/sleep.ts';
import type { TrunkObserver, TrunkSeen } from '../ports/trunk-observer.ts';
import { lookTwice } from './look-twice.ts';

/** What a look at the trunks touches. */
export interface TrunkPorts {
  readonly trunks: TrunkObserver;
  readonly measurements: MeasurementOutbox;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

/** How a look at one trunk, or at all of them, ended. */
export type TrunkObserved =
  | { readonly outcome: 'measured'; readonly key: string }
  | { readonly outcome: 'unseen'; readonly reason: string; readonly key: 'trunks' };

/**
 * Looks once at all trunks and leaves their state for ticketing, where the stage polls them. A platform that cannot be
 * asked, twice, leaves nothing: who knows nothing says neither "up" nor "down". Repeatable.
 * @throws {TransientError} ticketing's queue cannot be reached
 * @throws {RejectedError} the platform refuses to tell
 */
export async function observeTrunks(
  ports: TrunkPorts,
  { pollsTrunks }: { readonly pollsTrunks: boolean },
): Promise<readonly TrunkObserved[]> {
  if (!pollsTrunks) return [];
  const seen = await lookTwice(() => ports.trunks.trunks(), ports);
  if (seen instanceof TransientError) return [{ outcome: 'unseen', reason: seen.reason, key: 'trunks' }];
  await ports.measurements.measured(trunkReadings(seen, ports.clock.now()));
  return seen.map(({ id }) => ({ outcome: 'measured', key: id }));
}

/** The state of trunks as readings: 1 while one is down. */
function trunkReadings(seen: readonly TrunkSeen[], at: Date): Measurement[] {
  return seen.map(({ down, ...trunk }) => ({
    source: { kind: 'trunk', ...trunk },
    metric: 'trunk_down',
    value: down ? 1 : 0,
    at,
  }));
}
