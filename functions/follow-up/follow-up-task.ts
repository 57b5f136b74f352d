import { createHash } from 'node:crypto';
import type { FollowUpTask } from '../ports/crm.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import { nextBusinessDay } from './business-day.ts';

/** What kind of attention the customer needs. */
export type FollowUpKind = 'next-day' | 'may-have-been-called';

/**
 * The task for an alert that was not called, or may have been. Pure, and computed only from what the ledger holds, so
 * that a repeat on another day gives the same task. One per customer, sensor, business day and kind.
 * `fallbackZone`: the team's zone, for customers whose own is not known.
 */
export function followUpTask(alert: AlertRecord, fallbackZone: string): FollowUpTask {
  const kind: FollowUpKind = alert.why === 'unconfirmed' ? 'may-have-been-called' : 'next-day';
  const zone = alert.decision?.zones[0] ?? fallbackZone;
  const dueDate = nextBusinessDay(alert.decidedAt ?? alert.admittedAt, zone);
  return {
    externalId: externalId([alert.customerId, alert.sensorId, dueDate, kind]),
    customerId: alert.customerId,
    subject: subject(alert, kind),
    description: description(alert, kind),
    dueDate,
    priority: alert.severity === 'critical' ? 'high' : 'normal',
  };
}

const externalId = (parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('|')).digest('hex');

function subject(alert: AlertRecord, kind: FollowUpKind): string {
  return kind === 'may-have-been-called'
    ? `Sensor ${alert.sensorId}: the customer may have been called about ${alert.alertType}`
    : `Sensor ${alert.sensorId}: ${alert.alertType}, the customer was not called`;
}

function whyNot(alert: AlertRecord): string {
  if (alert.ring !== 'withdrawn') return `No call was made: ${alert.why ?? 'not known'}.`;
  const reason = alert.transitions.findLast((step) => step.state === 'CASE_PENDING')?.reason ?? 'withdrawn';
  return `A call was requested but taken back before anybody took it up (${reason}).`;
}

function description(alert: AlertRecord, kind: FollowUpKind): string {
  const why =
    kind === 'may-have-been-called'
      ? 'A call was requested, but the platform never confirmed it. Ask before calling again.'
      : whyNot(alert);
  return [
    why,
    `Alert ${alert.key}, raised ${alert.raisedAt.toISOString()}.`,
    `Telemetry reference ${alert.telemetryRef}.`,
  ].join('\n');
}
