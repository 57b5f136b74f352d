import type { Measurement } from '../messages/measurement.ts';
import type { TicketingRules } from '../messages/ticketing-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Incidents } from '../ports/incidents.ts';
import { changeIncident } from './change-incident.ts';
import { measured, type Taken } from './incident-life.ts';
import { thresholdOf } from './threshold.ts';

/** What taking a reading touches. */
export interface ReadingPorts {
  readonly incidents: Pick<Incidents, 'read' | 'write'>;
  readonly clock: Clock;
}

/**
 * Takes one reading into account. Repeatable: the same reading again changes nothing.
 * @throws {TransientError} the ledger cannot be reached, or too many took readings of this source at once
 */
export async function takeReading(
  reading: Measurement,
  ports: ReadingPorts,
  rules: TicketingRules,
): Promise<Taken['outcome']> {
  const threshold = thresholdOf(reading, rules.thresholds);
  let outcome: Taken['outcome'] = 'normal';
  await changeIncident(reading, ports.incidents, (before) => {
    const taken = measured(before, reading, { threshold, rules, now: ports.clock.now() });
    outcome = taken.outcome;
    return taken.next;
  });
  return outcome;
}
