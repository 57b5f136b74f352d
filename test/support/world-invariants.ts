import { permissionAt } from '../../functions/compliance/permission-at.ts';
import type { AlertRecord } from '../../functions/ports/ledger.ts';
import { NEW_YORK } from './builders.ts';
import type { AlertWorld } from './world.ts';

const TERMINAL = new Set(['PLACED', 'CASED', 'SUPPRESSED', 'QUARANTINED']);

/**
 * What must hold at any instant, as sentences about what does not: empty is well. `zoneOf` tells the zone a number
 * is called in.
 */
export function violations(world: AlertWorld, zoneOf: (phone: string) => string = () => NEW_YORK): string[] {
  const alerts = world.alerts();
  return [
    ...world.failures.map((error) => `unexpected failure: ${String(error)}`),
    ...callsTooMany(world, alerts),
    ...callsOutsideTheWindow(world, zoneOf),
    ...alerts
      .filter((alert) => !TERMINAL.has(alert.state) && !alert.nextAt)
      .map(({ key }) => `${key} is lost`),
    ...alerts
      .filter((alert) => TERMINAL.has(alert.state) && alert.nextAt)
      .map(({ key }) => `${key} still looks`),
    ...suppressedInVain(alerts),
  ];
}

/** What must hold once everything had its time: all of the above, and every alert was called about, or somebody was told. */
export function unsettled(world: AlertWorld, zoneOf?: (phone: string) => string): string[] {
  const told = new Set(world.crm.tasks().map(({ externalId }) => externalId));
  const open = world.alerts().filter(({ state }) => !TERMINAL.has(state));
  const untold = world
    .alerts()
    .filter(({ state, followUpId }) => state === 'CASED' && !told.has(followUpId ?? ''));
  return [
    ...violations(world, zoneOf),
    ...open.map(({ key, state }) => `${key} is still ${state}`),
    ...untold.map(({ key }) => `${key} is a case without a task`),
  ];
}

/** One accepted call per alert; per customer and sensor none within the suppression window of another. */
function callsTooMany(world: AlertWorld, alerts: readonly AlertRecord[]): string[] {
  const byReference = new Map(alerts.map((alert) => [alert.telemetryRef, alert]));
  const calls = world.telephony.accepted().map(({ request, at }) => {
    const alert = byReference.get(request.callData.referenceId);
    return { at: at.getTime(), key: alert?.key ?? 'nobody', slot: `${alert?.customerId} ${alert?.sensorId}` };
  });
  const windowMs = world.rules.protocol.suppressionMs;
  return calls.flatMap((call, index) =>
    calls.slice(index + 1).flatMap((later) => {
      if (later.key === call.key) return [`${call.key} was called about twice`];
      const tooSoon = later.slot === call.slot && later.at - call.at < windowMs;
      return tooSoon ? [`${later.key} was called about ${later.at - call.at} ms after ${call.key}`] : [];
    }),
  );
}

function callsOutsideTheWindow(world: AlertWorld, zoneOf: (phone: string) => string): string[] {
  const mayRing = ({ phoneE164 }: { readonly phoneE164: string }, instant: Date): boolean =>
    permissionAt([zoneOf(phoneE164)], { instant, phoneE164, purpose: 'informational' }, world.rules.policy)
      .allowed;
  return world.telephony.sent
    .filter(({ at, request }) => !mayRing(request, at))
    .map(({ at }) => `a request left at ${at.toISOString()}, outside the window`);
}

/** Who suppressed another must end with a call or a person who knows: never suppressed itself. */
function suppressedInVain(alerts: readonly AlertRecord[]): string[] {
  const byKey = new Map(alerts.map((alert) => [alert.key, alert]));
  return alerts
    .filter(({ state }) => state === 'SUPPRESSED')
    .filter(({ suppressedBy = '' }) => (byKey.get(suppressedBy)?.state ?? 'SUPPRESSED') === 'SUPPRESSED')
    .map(
      ({ key, suppressedBy }) => `${key} was suppressed by ${suppressedBy}, which nobody was called about`,
    );
}
