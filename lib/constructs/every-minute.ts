import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { alarmAbove } from './alarm.ts';
import { deadLetterQueue } from './queues.ts';

/**
 * Starts a function every minute. A start that cannot be delivered is not repeated, because the next one does the
 * same work, but becomes a dead letter; one that fails raises an alarm until one succeeds.
 */
export function everyMinute(scope: Construct, id: string, started: LambdaFunction): void {
  new Rule(scope, id, {
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [
      new FunctionTarget(started, {
        retryAttempts: 0,
        deadLetterQueue: deadLetterQueue(scope, `${id}DeadLetters`),
      }),
    ],
  });
  alarmAbove(scope, `${id}FailureAlarm`, {
    metric: started.metricErrors(),
    threshold: 0,
    runbook: 'schedule-failed',
  });
}
