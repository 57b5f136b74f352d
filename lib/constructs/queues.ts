import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { alarmAbove } from './alarm.ts';

/** What every queue has in common: encrypted at rest and on the way, kept as long as SQS can. */
export const QUEUE_DEFAULTS = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.days(14),
} as const satisfies QueueProps;

/** A queue for what nobody could work on, with an alarm on the first message. */
export function deadLetterQueue(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, QUEUE_DEFAULTS);
  alarmAbove(scope, `${id}Alarm`, {
    metric: queue.metricApproximateNumberOfMessagesVisible(),
    threshold: 0,
    runbook: 'dead-letters',
  });
  return queue;
}
