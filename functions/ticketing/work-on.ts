import * as z from 'zod/mini';
import { RejectedError } from '../errors.ts';
import { BusEvent, fromBus, fromTelephonyEvent, type Readings } from '../messages/from-genesys-telephony.ts';
import { type Measurement, MeasurementBatch } from '../messages/measurement.ts';
import { TelephonyEvent } from '../messages/telephony-event.ts';
import { TicketChange } from '../messages/ticket-change.ts';
import type { TicketingRules } from '../messages/ticketing-settings.ts';
import { malformedReason } from '../runtime/malformed.ts';
import type { ActingPorts } from './at-desk.ts';
import { incidentName } from './incident-group.ts';
import { advancedOrFailed, sweepIncidents } from './sweep-incidents.ts';
import { takeDeskChange } from './take-desk-change.ts';
import { takeReading } from './take-reading.ts';

/** Any body: what it must be, its way in tells. What one door takes never passes for what another takes. */
export const TicketingRequest = z.looseObject({});
export type TicketingRequest = z.infer<typeof TicketingRequest>;

/** The clock's message: follow the appointments that have come. */
const Sweep = z.strictObject({ sweep: z.literal('incidents') });

export interface TicketingOutcome {
  readonly outcome: string;
  readonly reason?: string;
  readonly key?: string;
}

export interface TicketingArrival {
  /** The door it came by; absent for what no door can bring: the bus, a poll, the clock. */
  readonly door: string | undefined;
  readonly edgeId: string;
  remainingMs(): number;
}

export interface TicketingPorts extends ActingPorts {
  readonly ledger: Parameters<typeof takeDeskChange>[2]['ledger'];
  /** Keeps a body whose format has drifted, masked. */
  keepDrifted(body: TicketingRequest, edgeId: string, reason: string): Promise<void>;
}

export interface TicketingWork {
  readonly rules: TicketingRules;
  /** Routing queue name to its id: both spellings are one source. */
  readonly queueIds: Readonly<Record<string, string>>;
}

/**
 * Works on one message: readings from the door, the bus or a poll, a change at the desk, or the clock's sweep.
 * @throws {RejectedError} it is none of these
 * @throws {TransientError} the ledger cannot be reached; what was taken is recognised when the message comes again
 */
export async function workOn(
  body: TicketingRequest,
  arrival: TicketingArrival,
  ports: TicketingPorts,
  work: TicketingWork,
): Promise<readonly TicketingOutcome[]> {
  if (arrival.door === 'tickets') return takeChange(parsed(TicketChange, body), arrival, ports, work);
  if (arrival.door === undefined && Sweep.safeParse(body).success) {
    return sweepIncidents(ports, work.rules, arrival.remainingMs);
  }
  const readings = readingsIn(body, arrival.door);
  switch (readings.kind) {
    case 'ignored':
      return [{ outcome: 'ignored', reason: readings.reason }];
    case 'drifted':
      return quarantineDrifted(body, readings.fields, arrival.edgeId, ports);
    case 'measured':
      return takeAll(readings.measurements, arrival, ports, work);
    default:
      return readings satisfies never;
  }
}

function readingsIn(body: TicketingRequest, door: string | undefined): Readings {
  if (door !== undefined) return fromTelephonyEvent(parsed(TelephonyEvent, body));
  if ('detail' in body) return fromBus(parsed(BusEvent, body));
  return { kind: 'measured', measurements: parsed(MeasurementBatch, body).measurements };
}

function parsed<S extends z.core.$ZodType>(schema: S, body: TicketingRequest): z.output<S> {
  const result = z.safeParse(schema, body);
  if (result.success) return result.data;
  throw new RejectedError(malformedReason(result.error), 'the message is not as agreed');
}

/** One count for each field, so that a change of the platform's format shows by name. */
async function quarantineDrifted(
  body: TicketingRequest,
  fields: readonly string[],
  edgeId: string,
  ports: TicketingPorts,
): Promise<readonly TicketingOutcome[]> {
  const reason = `schema_mismatch: ${fields.join(', ')}`;
  await ports.keepDrifted(body, edgeId, reason);
  return [
    { outcome: 'quarantined', reason },
    ...fields.map((field) => ({
      outcome: `schema_mismatch_${field.toLowerCase()}`,
      reason: 'schema_mismatch',
    })),
  ];
}

/** What people asked for is done at once; what they closed is looked at. */
async function takeChange(
  change: TicketChange,
  arrival: TicketingArrival,
  ports: TicketingPorts,
  { rules }: TicketingWork,
): Promise<readonly TicketingOutcome[]> {
  const { incident, ...taken } = await takeDeskChange(change, arrival.edgeId, ports);
  const key = change.ticket;
  if (!incident) return [{ ...taken, key }];
  return [
    { ...taken, key },
    { ...(await advancedOrFailed(incident, ports, rules, arrival.remainingMs)), key },
  ];
}

/** Readings are taken first, each durable; then the desk is asked for those that wait for it. */
async function takeAll(
  measurements: readonly Measurement[],
  arrival: TicketingArrival,
  ports: TicketingPorts,
  { rules, queueIds }: TicketingWork,
): Promise<readonly TicketingOutcome[]> {
  const outcomes: TicketingOutcome[] = [];
  for (const reading of measurements.map((one) => named(one, queueIds))) {
    const key = incidentName(reading);
    const taken = await takeReading(reading, ports, rules);
    outcomes.push({ outcome: taken, key });
    if (taken !== 'raised' && taken !== 'reopened') continue;
    outcomes.push({ ...(await advancedOrFailed(reading, ports, rules, arrival.remainingMs)), key });
  }
  return outcomes;
}

/** A queue under its id and with its name, whichever of them the event told. */
export function named(reading: Measurement, queueIds: TicketingWork['queueIds']): Measurement {
  const { source } = reading;
  if (source.kind !== 'queue') return reading;
  const known = Object.entries(queueIds).find(([name, id]) => source.id === name || source.id === id);
  if (!known) return reading;
  return { ...reading, source: { ...source, id: known[1], name: source.name ?? known[0] } };
}
