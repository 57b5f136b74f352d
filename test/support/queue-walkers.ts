import { z } from 'zod';
import { eachOfType, ofType, referred, referredId, unless, type Walker } from './template-walkers.ts';

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const QUEUE = 'AWS::SQS::Queue';
const FOURTEEN_DAYS_SECONDS = 1_209_600;

const Mapping = z.looseObject({
  EventSourceArn: z.unknown(),
  FunctionName: z.unknown(),
  FunctionResponseTypes: z.array(z.string()).default([]),
});
const Timeout = z.looseObject({ Timeout: z.number() });
const Queue = z.looseObject({
  VisibilityTimeout: z.number().default(30),
  MessageRetentionPeriod: z.number().optional(),
  SqsManagedSseEnabled: z.boolean().optional(),
  KmsMasterKeyId: z.unknown().optional(),
  RedrivePolicy: z.looseObject({ deadLetterTargetArn: z.unknown() }).optional(),
});
const Alarm = z.looseObject({
  MetricName: z.string(),
  Namespace: z.string(),
  ComparisonOperator: z.string(),
  Threshold: z.number(),
  Dimensions: z.array(z.looseObject({ Name: z.string(), Value: z.unknown() })),
});

/** A failed message costs no other of its batch, and none is delivered again while it is worked on. */
export const mappingsReportFailures: Walker = (resources) =>
  eachOfType(resources, MAPPING, Mapping, (mapping, resource) => {
    const timeout = Timeout.safeParse(referred(resources, resource, mapping.FunctionName)?.properties).data;
    const queue = Queue.safeParse(referred(resources, resource, mapping.EventSourceArn)?.properties).data;
    if (!timeout || !queue) return ['its function or queue is not in this template'];
    return [
      ...unless(
        mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        'does not report batch item failures',
      ),
      ...unless(
        timeout.Timeout * 6 <= queue.VisibilityTimeout,
        `its queue hides messages for ${queue.VisibilityTimeout} s, less than six times ${timeout.Timeout} s`,
      ),
    ];
  });

/** Every queue a function empties gives up into dead letters that are kept for long and watched. */
export const sourcesHaveDeadLetters: Walker = (resources) =>
  eachOfType(resources, MAPPING, Mapping, (mapping, resource) => {
    const source = referred(resources, resource, mapping.EventSourceArn);
    const policy = Queue.safeParse(source?.properties).data?.RedrivePolicy;
    const dead = referred(resources, resource, policy?.deadLetterTargetArn);
    if (!dead) return ['its queue has no dead letters'];
    const kept = Queue.safeParse(dead.properties).data?.MessageRetentionPeriod;
    return [
      ...unless(kept === FOURTEEN_DAYS_SECONDS, `its dead letters are kept for ${kept} s, not 14 days`),
      ...unless(isWatched(resources, dead.id), 'no alarm watches its dead letters'),
    ];
  });

const isWatched = (resources: Parameters<Walker>[0], queueId: string): boolean =>
  ofType(resources, 'AWS::CloudWatch::Alarm')
    .flatMap(({ properties }) => Alarm.safeParse(properties).data ?? [])
    .some(
      (alarm) =>
        alarm.Namespace === 'AWS/SQS' &&
        alarm.MetricName === 'ApproximateNumberOfMessagesVisible' &&
        alarm.ComparisonOperator === 'GreaterThanThreshold' &&
        alarm.Threshold === 0 &&
        alarm.Dimensions.some(({ Name, Value }) => Name === 'QueueName' && referredId(Value) === queueId),
    );

const QueuePolicy = z.looseObject({ Queues: z.array(z.unknown()), PolicyDocument: z.unknown() });

/** Every queue is encrypted and refuses what does not come over TLS. */
export const queuesAreSealed: Walker = (resources) =>
  eachOfType(resources, QUEUE, Queue, (queue, { id }) => {
    const policies = ofType(resources, 'AWS::SQS::QueuePolicy')
      .flatMap(({ properties }) => QueuePolicy.safeParse(properties).data ?? [])
      .filter(({ Queues }) => Queues.some((each) => referredId(each) === id));
    return [
      ...unless(
        queue.SqsManagedSseEnabled === true || queue.KmsMasterKeyId !== undefined,
        'is not encrypted at rest',
      ),
      ...unless(
        policies.some(({ PolicyDocument }) => deniesPlainText(PolicyDocument, 'sqs:*')),
        'takes requests without TLS',
      ),
    ];
  });

const Denial = z.looseObject({
  Statement: z.array(
    z.looseObject({
      Effect: z.string(),
      Action: z.unknown(),
      Principal: z.unknown(),
      Condition: z
        .looseObject({ Bool: z.looseObject({ 'aws:SecureTransport': z.string().optional() }).optional() })
        .optional(),
    }),
  ),
});

/** Whether a resource policy denies everyone all actions of the service over plain HTTP. */
export function deniesPlainText(policy: unknown, allActions: string): boolean {
  return (Denial.safeParse(policy).data?.Statement ?? []).some(
    ({ Effect, Action, Principal, Condition }) =>
      Effect === 'Deny' &&
      Action === allActions &&
      JSON.stringify(Principal).includes('"*"') &&
      Condition?.Bool?.['aws:SecureTransport'] === 'false',
  );
}
