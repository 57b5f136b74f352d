import type { Construct } from 'constructs';
import { alarmAbove, outcomeCount } from './alarm.ts';

/** Workers whose bodies come from outside, and that have no alarm of their own on those they cannot use. */
const TAKERS = ['admission', 'segmentation', 'completion', 'refresh', 'preview'];

/** Alarms on the first body that cannot be used: whoever sent it has changed, and somebody may wait for a call. */
export function alarmOnDrift(scope: Construct): void {
  for (const taker of TAKERS) {
    const metric = outcomeCount(taker, 'quarantined');
    const id = `${taker.charAt(0).toUpperCase()}${taker.slice(1)}DriftAlarm`;
    alarmAbove(scope, id, { metric, threshold: 0, runbook: 'schema-drift' });
  }
}
