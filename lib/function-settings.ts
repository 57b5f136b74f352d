import type { WindowPolicy } from '../functions/compliance/permission.ts';
import type { ReportRules } from '../functions/messages/report-settings.ts';
import type { CrmSettings } from '../functions/messages/settings.ts';
import type { TelephonySettings } from '../functions/messages/telephony-settings.ts';
import type { TicketingRules } from '../functions/messages/ticketing-settings.ts';
import type { Stage } from './stage.ts';
import { occupancyOf, pacingOf } from './stage-pacing.ts';

/** Stage settings as functions get them: one text a variable. */
export interface FunctionSettings {
  readonly alertClasses: string;
  readonly permissionPolicy: string;
  readonly purposeRules: string;
  readonly protocol: string;
  readonly tierRules: string;
  readonly crm: string;
  readonly telephony: string;
  readonly allowNumbers: string;
  readonly maxAgeMinutes: string;
  readonly massEventAlerts: string;
  readonly checkSensorAfterSlots: string;
  readonly doNotDisturbMaxAgeMinutes: string;
  readonly openingMarginSeconds: string;
  readonly pacing: string;
  readonly occupancy: string;
  readonly ticketing: string;
  readonly ticketDesk: string;
  readonly queueIds: string;
  readonly sensitiveFields: string;
  readonly reports: string;
}

/** The stage's own hours. */
export function windowPolicy({ dialing: { window, closingMarginSeconds } }: Stage) {
  return { kind: 'window', ...window, closingMarginSeconds } as const satisfies WindowPolicy;
}

/** The texts of a stage. */
export function functionSettings(stage: Stage): FunctionSettings {
  const { allowNumbers } = stage.dialing;
  const { desk, eventBusName: _bus, pollWaits: _waits, pollTrunks: _trunks, ...ticketing } = stage.ticketing;
  const {
    eventBusName: _reportBus,
    reconcileMinutes: _often,
    objectLockDays: _lock,
    warehouses: _warehouses,
    ...reports
  } = stage.reports;
  return {
    alertClasses: JSON.stringify(stage.alerts.classes),
    permissionPolicy: JSON.stringify(windowPolicy(stage)),
    purposeRules: JSON.stringify(stage.dialing.purposes),
    protocol: JSON.stringify(stage.timing),
    tierRules: JSON.stringify(stage.routing),
    crm: JSON.stringify(stage.crm satisfies CrmSettings),
    telephony: JSON.stringify(stage.telephony satisfies TelephonySettings),
    allowNumbers: JSON.stringify(allowNumbers),
    maxAgeMinutes: String(stage.alerts.maxAgeMinutes),
    massEventAlerts: String(stage.alerts.massEventAlerts),
    checkSensorAfterSlots: String(stage.alerts.checkSensorAfterSlots),
    doNotDisturbMaxAgeMinutes: String(stage.dialing.doNotDisturbMaxAgeMinutes),
    openingMarginSeconds: String(stage.timing.openingMarginMs / 1000),
    pacing: JSON.stringify(pacingOf(stage)),
    occupancy: JSON.stringify(occupancyOf(stage)),
    ticketing: JSON.stringify(ticketing satisfies TicketingRules),
    ticketDesk: JSON.stringify(desk),
    queueIds: JSON.stringify(stage.telephony.queueIds),
    sensitiveFields: JSON.stringify(stage.sensitive.fields),
    reports: JSON.stringify(reports satisfies Omit<ReportRules, 'alwaysRunningHours'>),
  };
}
