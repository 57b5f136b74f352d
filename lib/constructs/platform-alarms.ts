import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { alarmAbove, gauge } from './alarm.ts';

/** The share of throttled requests that a well set budget stays below (reference/reliability-and-security.md, 5). */
const THROTTLED_PERCENT = 1;

/** Alarms on what recovery and observation see every minute: calls in doubt, and a platform that fails or refuses. */
export function alarmOnPlatform(scope: Construct): void {
  alarmAbove(scope, 'StuckPlacingAlarm', {
    metric: gauge('recovery', 'StuckPlacing'),
    threshold: 0,
    runbook: 'stuck-placing',
  });
  alarmAbove(scope, 'UncertainAlarm', {
    metric: gauge('recovery', 'Uncertain'),
    threshold: 0,
    runbook: 'uncertain',
    minutes: 10,
  });
  for (const name of ['Platform', 'Crm', 'Desk']) {
    alarmAbove(scope, `${name}BreakerAlarm`, {
      metric: gauge('observation', `${name}BreakerOpen`),
      threshold: 0,
      runbook: 'breaker-open',
      minutes: 5,
    });
    alarmAbove(scope, `${name}ThrottledAlarm`, {
      metric: throttledPercent(name),
      threshold: THROTTLED_PERCENT,
      runbook: 'platform-throttled',
      minutes: 5,
    });
  }
}

/** One pause in a quiet minute is a platform's good right; two in a minute are a share. */
const throttledPercent = (name: string): MathExpression =>
  new MathExpression({
    expression: 'IF(throttled > 1 AND requests > 0, 100 * throttled / requests, 0)',
    usingMetrics: {
      throttled: gauge('observation', `${name}Throttled`),
      requests: gauge('observation', `${name}Requests`),
    },
  });
