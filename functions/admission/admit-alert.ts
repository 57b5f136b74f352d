import { isFromTheFuture, isStale } from '../alert/age.ts';
import { classify } from '../alert/classify.ts';
import { deferAlert } from '../alert/ending.ts';
import { factsOf } from '../alert/facts.ts';
import { after, leaseMs, type Protocol } from '../dialing/protocol.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { SensorAlert } from '../messages/sensor-alert.ts';
import type { Archive } from '../ports/archive.ts';
import type { Clock } from '../ports/clock.ts';
import type { AlertRecord, Ledger, NewAlert } from '../ports/ledger.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { Random } from '../ports/random.ts';
import type { SensorDays } from '../ports/sensor-days.ts';
import { bodyHash } from './body-hash.ts';

/** What admission touches. No foreign system among them: a storm must drain in seconds. */
export interface AdmissionPorts {
  readonly ledger: Ledger;
  readonly archive: Archive;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: Random;
  readonly sensorDays: SensorDays;
}

export interface AdmissionRules {
  readonly classes: AlertClasses;
  readonly maxAgeMs: number;
  readonly protocol: Protocol;
  /** So many slots of a sensor in a UTC day mean that somebody should look at it. */
  readonly checkSensorAfterSlots: number;
}

/** The request an element came with. `edgeId` includes its place in an array. */
export interface Arrival {
  readonly edgeId: string;
  readonly receiveCount: number;
}

export interface AdmissionOutcome {
  readonly outcome: 'admitted' | 'suppressed' | 'duplicate' | 'deferred' | 'redelivered' | 'ignored';
  readonly reason?: string;
  readonly key: string;
  readonly lane: string;
}

/**
 * Admits one alert once: durable first, then its slot, then its telemetry, then its lane. Whatever is interrupted is
 * finished by the redelivery of its message or by recovery. Of a customer who was erased nothing is kept.
 * @throws {RejectedError} `timestamp_in_future`, or `conflicting_body`: the key is known with other fields
 * @throws {TransientError} a store or a queue cannot be reached; the message must come again
 */
export async function admitAlert(
  alert: SensorAlert,
  arrival: Arrival,
  ports: AdmissionPorts,
  rules: AdmissionRules,
): Promise<AdmissionOutcome> {
  const now = ports.clock.now();
  const born = newAlert(alert, arrival, ports.random.id(), rules.classes);
  const seen = await ports.ledger.look(born.key, born.customerId, born.sensorId);
  if (seen.erased) return outcome('ignored', born, 'erased');
  if (isFromTheFuture(born.raisedAt, now)) {
    throw new RejectedError('timestamp_in_future', 'timestamp is more than five minutes ahead');
  }
  if (seen.alert) return known(seen.alert, born, alert, arrival, ports);
  const { slot } = seen;
  const admission =
    slot && slot.owner !== born.key && slot.until > now
      ? await ports.ledger.admitSuppressed(born, slot.owner, now)
      : await ports.ledger.admitOpen(born, now, after(now, leaseMs(rules.protocol, 0)));
  if (admission.kind === 'known') return known(admission.alert, born, alert, arrival, ports);
  if (admission.alert.state === 'SUPPRESSED') return suppressed(admission.alert, ports);
  const admitted = await firstPass(admission.alert, alert, ports, rules);
  if (slot && admitted.outcome === 'admitted') await tellFlapping(admission.alert, ports, rules);
  return admitted;
}

/** The only pass that may suppress: it has just created the alert and asks for its slot once. */
async function firstPass(
  admitted: AlertRecord,
  alert: SensorAlert,
  ports: AdmissionPorts,
  rules: AdmissionRules,
): Promise<AdmissionOutcome> {
  const { ledger, outbox, clock } = ports;
  const now = clock.now();
  if (isStale(admitted.raisedAt, now, rules.maxAgeMs)) {
    await keepTelemetry(admitted, alert, ports.archive);
    await deferAlert(admitted, { reason: 'stale' }, ports);
    return outcome('deferred', admitted, 'stale');
  }
  if (now.getTime() - admitted.admittedAt.getTime() > rules.protocol.freshnessMs) {
    throw new TransientError(
      'admitted_too_long_ago',
      'a slot is reserved right after admission or by recovery',
    );
  }
  const until = after(now, rules.protocol.suppressionMs + rules.protocol.slotSurplusMs);
  const reservation = await ledger.reserveSlot(admitted, now, until);
  if (reservation.kind === 'held' && reservation.certain) {
    const move = await ledger.suppress(admitted, reservation.by, clock.now());
    if (move.kind === 'moved') return suppressed(move.alert, ports);
    await keepTelemetry(admitted, alert, ports.archive);
    return outcome('redelivered', admitted);
  }
  await keepTelemetry(admitted, alert, ports.archive);
  // An unclear refusal may hide our own reservation: recovery asks again, with the right to suppress given up.
  if (reservation.kind !== 'owned') return outcome('admitted', admitted, 'slot_undecided');
  await outbox.enrich({ alert: factsOf(admitted, reservation.until) });
  return outcome('admitted', admitted);
}

/** Whoever looks at the call sees how often its sensor has come again. */
async function suppressed(alert: AlertRecord, { ledger }: AdmissionPorts): Promise<AdmissionOutcome> {
  if (alert.suppressedBy !== undefined) {
    await ledger.countSuppressed(alert.suppressedBy).catch((error: unknown) => {
      // The alert has ended: it must not come back for a count.
      if (!(error instanceof TransientError)) throw error;
    });
  }
  return outcome('suppressed', alert);
}

/**
 * Counts the slots of a sensor that had one before, so that a sensor that is quiet costs nothing. An alert that is
 * admitted must not come back for it: what is lost here is told with the sensor's next slot.
 */
async function tellFlapping(
  { customerId, sensorId, admittedAt }: AlertRecord,
  { sensorDays, outbox }: AdmissionPorts,
  { checkSensorAfterSlots }: AdmissionRules,
): Promise<void> {
  const day = admittedAt.toISOString().slice(0, 10);
  try {
    const slots = await sensorDays.countSlot({ customerId, sensorId }, day);
    if (slots >= checkSensorAfterSlots) await outbox.followUp({ checkSensor: sensorId, customerId, day });
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
  }
}

/** The key is in the ledger: another body, this very request again, or another post of the same alert. */
async function known(
  there: AlertRecord,
  born: NewAlert,
  alert: SensorAlert,
  arrival: Arrival,
  ports: AdmissionPorts,
): Promise<AdmissionOutcome> {
  if (there.bodyHash !== born.bodyHash) {
    throw new RejectedError('conflicting_body', 'this idempotencyKey is known with other fields');
  }
  if (there.edgeId !== born.edgeId) {
    await ports.ledger.countDuplicate(born.key);
    return outcome('duplicate', there);
  }
  if (there.state !== 'SUPPRESSED') await finishRedelivered(there, alert, arrival, ports);
  return outcome('redelivered', there);
}

/**
 * Another delivery of this request was cut off somewhere after the alert became durable, or is at it right now: its
 * telemetry is kept, whoever comes first, and after a redelivery recovery is called.
 */
async function finishRedelivered(
  there: AlertRecord,
  alert: SensorAlert,
  { receiveCount }: Arrival,
  ports: AdmissionPorts,
): Promise<void> {
  await keepTelemetry(there, alert, ports.archive);
  const isAbandoned = receiveCount > 1 && there.state === 'OPEN';
  if (isAbandoned) await ports.ledger.wait(there, ports.clock.now(), 'redelivered');
}

function newAlert(
  alert: SensorAlert,
  arrival: Arrival,
  telemetryRef: string,
  classes: AlertClasses,
): NewAlert {
  const { name, class: found } = classify(alert.alertType, classes);
  return {
    key: alert.idempotencyKey,
    customerId: alert.customerId,
    sensorId: alert.sensorId,
    alertType: alert.alertType,
    className: name,
    severity: found.severity,
    raisedAt: new Date(alert.timestamp),
    telemetryRef,
    bodyHash: bodyHash(alert),
    edgeId: arrival.edgeId,
  };
}

function keepTelemetry(admitted: AlertRecord, alert: SensorAlert, archive: Archive): Promise<void> {
  return archive.keepTelemetry(admitted.telemetryRef, {
    idempotencyKey: admitted.key,
    sensorId: alert.sensorId,
    alertType: alert.alertType,
    timestamp: admitted.raisedAt.toISOString(),
    telemetryData: alert.telemetryData,
  });
}

function outcome(name: AdmissionOutcome['outcome'], alert: NewAlert, reason?: string): AdmissionOutcome {
  return { outcome: name, key: alert.key, lane: alert.severity, ...(reason !== undefined && { reason }) };
}
