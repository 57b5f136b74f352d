import type { CrmSettings, TelephonySettings } from '../functions/messages/settings.ts';
import type { Stage } from './stage.ts';

/** Stage settings as functions get them: one text a variable. */
export interface FunctionSettings {
  readonly alertClasses: string;
  readonly permissionPolicy: string;
  readonly protocol: string;
  readonly tierRules: string;
  readonly crm: string;
  readonly telephony: string;
  readonly allowNumbers: string;
  readonly maxAgeMinutes: string;
  readonly doNotDisturbMaxAgeMinutes: string;
  readonly openingMarginSeconds: string;
}

/** The texts of a stage. */
export function functionSettings(stage: Stage): FunctionSettings {
  const { window, closingMarginSeconds, allowNumbers } = stage.dialing;
  return {
    alertClasses: JSON.stringify(stage.alerts.classes),
    permissionPolicy: JSON.stringify({ kind: 'window', ...window, closingMarginSeconds }),
    protocol: JSON.stringify(stage.timing),
    tierRules: JSON.stringify(stage.routing),
    crm: JSON.stringify(stage.crm satisfies CrmSettings),
    telephony: JSON.stringify(stage.telephony satisfies TelephonySettings),
    allowNumbers: JSON.stringify(allowNumbers),
    maxAgeMinutes: String(stage.alerts.maxAgeMinutes),
    doNotDisturbMaxAgeMinutes: String(stage.dialing.doNotDisturbMaxAgeMinutes),
    openingMarginSeconds: String(stage.timing.openingMarginMs / 1000),
  };
}
