import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** What every queue has in common: encrypted at rest and on the way, kept as long as SQS can. */
export const QUEUE_DEFAULTS = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.days(14),
} as const satisfies QueueProps;

/** A queue for what nobody could work on, with an alarm on the first message. */
export function deadLetterQueue(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, QUEUE_DEFAULTS);
  alarmAbove(scope, `${id}Alarm`, queue.metricApproximateNumberOfMessagesVisible(), 0);
  return queue;
}

/** An alarm as soon as the maximum of one minute is above the threshold; silence is well. */
export function alarmAbove(scope: Construct, id: string, metric: Metric, threshold: number): void {
  new Alarm(scope, id, {
    metric: metric.with({ statistic: 'Maximum', period: Duration.minutes(1) }),
    threshold,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
