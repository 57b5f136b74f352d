import type { Construct } from 'constructs';
import { alarmAbove, gauge } from './alarm.ts';

/**
 * An alarm on the first alert that should have ended long ago and has not, as recovery counts it every minute. Recovery
 * itself has its own alarm, so that silence here is well. (`functions/recovery/unaccounted.ts`, `npm run audit`)
 */
export function alarmOnUnaccounted(scope: Construct): void {
  const metric = gauge('recovery', 'Unaccounted');
  alarmAbove(scope, 'UnaccountedAlarm', { metric, threshold: 0, runbook: 'unaccounted' });
}
