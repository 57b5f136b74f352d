import type { OpenedSession } from '../../functions/panel/open-session.ts';
import type { ShownAlert } from '../../functions/panel/show-alert.ts';
import { telemetryChart } from '../../functions/panel/telemetry-points.ts';
import { warmingUp } from './panel-desk.ts';

const MINUTE_MS = 60_000;

/** What the panel's function would answer for an invented call at `now`, by the last part of the path. */
export function samplePanel(now: Date): Readonly<Record<string, object>> {
  const ago = (minutes: number): string => new Date(now.getTime() - minutes * MINUTE_MS).toISOString();
  const customer: OpenedSession['customer'] = {
    contactId: 'CUST-9981',
    campaignId: null,
    customerId: 'CUST-9981',
    freshness: 'live',
    ageSeconds: 0,
    reason: null,
    withheld: false,
    withheldReason: null,
    suggestedQueue: null,
    name: 'Morgan Ashdown',
    accountTier: 'enterprise',
    timeZone: 'Europe/London',
    fields: { lastPurchaseDate: '2026-03-14', contract: 'Cold chain, gold', site: 'Depot 7' },
  };
  const choices = ['Technician visit agreed', 'Resolved on the call', 'Call back later', 'Not reached'];
  const session: OpenedSession = {
    token: 'sample',
    platformToken: 'sample',
    expiresAt: ago(-5),
    customerId: customer.customerId,
    alert: {
      alertType: 'temp_critical',
      sensorId: 'TEMP-SNS-4421',
      lane: 'critical',
      raisedAt: ago(1),
      phone: '+4*********18',
    },
    customer,
    choices: choices.map((label) => ({
      disposition: label.replaceAll(' ', '_').toLowerCase(),
      label,
      tags: [],
    })),
  };
  const step = (minutes: number, state: 'OPEN' | 'PLACING' | 'PLACED', reason: string) => ({
    at: ago(minutes),
    state,
    reason,
  });
  const alert: ShownAlert = {
    story: {
      idempotencyKey: 'sample',
      state: 'PLACED',
      outcome: 'placed',
      final: true,
      reason: null,
      duplicates: 0,
      suppressed: 3,
      transitions: [
        step(0.98, 'OPEN', 'admitted'),
        step(0.97, 'OPEN', 'customer live'),
        step(0.96, 'OPEN', 'permission allowed'),
        step(0.95, 'PLACING', 'granted'),
        step(0.94, 'PLACED', 'accepted by the platform'),
      ],
    },
    telemetry: telemetryChart(
      {
        sensorId: 'TEMP-SNS-4421',
        alertType: 'temp_critical',
        timestamp: ago(1),
        telemetryData: { currentValue: 14.6, threshold: 8, unit: 'celsius', readings: warmingUp(now) },
      },
      [],
    ),
    incidents: [
      { source: 'field-service', metric: 'wait_seconds', value: 430, since: ago(17), ticket: 'INC0010023' },
    ],
    moreIncidents: false,
    calls: [
      {
        at: ago(1560),
        alertType: 'temp_critical',
        sensorId: 'TEMP-SNS-4421',
        outcome: 'placed',
        ring: 'rung',
      },
      { at: ago(9000), alertType: 'door_open', sensorId: 'DOOR-SNS-0107', outcome: 'placed', ring: 'rung' },
    ],
    segments: { tags: ['visit_agreed', 'vip'], lastConversationAt: ago(1560) },
  };
  return { session, context: customer, alert, disposition: { status: 'accepted' } };
}
