import { Duration, type Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnQueuePolicy, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { alarmAbove } from './alarm.ts';

/** What every queue has in common: encrypted at rest, kept as long as SQS can. `refuseInsecure` sees to the way there. */
export const QUEUE_DEFAULTS = {
  encryption: QueueEncryption.SQS_MANAGED,
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

/**
 * Denies whatever does not come over TLS to every queue of a stack; to be called once they are there. Those that only
 * roles feed share one policy, because a stack may hold 500 resources and has a queue for every lane and its dead letters.
 * (CloudFormation user guide, "Quotas": resources in a template)
 */
export function refuseInsecure(stack: Stack): void {
  const queues = stack.node.findAll().filter((found) => found instanceof Queue);
  const sharing = queues.filter((queue) => !hasPolicy(queue));
  for (const queue of queues.filter(hasPolicy)) queue.addToResourcePolicy(overTlsOnly(queue.queueArn));
  new CfnQueuePolicy(stack, 'QueuesOverTls', {
    queues: sharing.map(({ queueUrl }) => queueUrl),
    policyDocument: new PolicyDocument({ statements: [overTlsOnly('*')] }),
  });
}

/** A queue has one policy: what a rule may leave there stands in it. */
const hasPolicy = (queue: Queue): boolean => queue.node.tryFindChild('Policy') !== undefined;

/** In the policy of a queue, `*` is that queue. */
const overTlsOnly = (resource: string): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['sqs:*'],
    resources: [resource],
    conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  });
