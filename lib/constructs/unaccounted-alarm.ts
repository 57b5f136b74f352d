import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { alarmAbove } from './queues.ts';

/**
 * An alarm on the first alert that should have ended long ago and has not, as recovery counts it every minute. Recovery
 * itself has its own alarm, so that silence here is well. (`functions/recovery/unaccounted.ts`, `npm run audit`)
 */
export function alarmOnUnaccounted(scope: Construct): void {
  const metric = new Metric({
    namespace: 'Trunkline',
    metricName: 'Unaccounted',
    dimensionsMap: { service: 'recovery' },
  });
  alarmAbove(scope, 'UnaccountedAlarm', metric, 0);
}
