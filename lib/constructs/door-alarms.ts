import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { alarmAbove } from './alarm.ts';

/** What an API counts of itself. */
export interface DoorMetrics {
  readonly requests: IMetric;
  readonly refused: IMetric;
  readonly failed: IMetric;
}

/** Requests a minute below which a share says nothing. */
const ENOUGH = 20;

/** More than this share of refusals means that a sender has changed. */
const REFUSED_PERCENT = 10;

/** Alarms when the doors cannot keep what comes, and when they refuse much of it. */
export function alarmOnDoors(scope: Construct, { requests, refused, failed }: DoorMetrics): void {
  alarmAbove(scope, 'DoorsFailingAlarm', {
    metric: new MathExpression({ expression: 'FILL(failed, 0)', usingMetrics: { failed } }),
    threshold: 0,
    runbook: 'doors-failing',
    minutes: 2,
  });
  alarmAbove(scope, 'DoorsRefusingAlarm', {
    metric: new MathExpression({
      expression: `IF(requests >= ${ENOUGH}, 100 * refused / requests, 0)`,
      usingMetrics: { requests, refused },
    }),
    threshold: REFUSED_PERCENT,
    runbook: 'doors-refusing',
    minutes: 5,
  });
}
