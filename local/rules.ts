import type { AwsEndpoint } from './aws-endpoint.ts';
import type { Blueprint } from './blueprint.ts';
import { busEvent, type EventRule, eventRules, type PutEvent } from './event-rules.ts';
import type { Functions } from './functions.ts';
import { queueUrl } from './physical-names.ts';
import { RuleProperties } from './resource-schemas.ts';
import { sqsCall } from './sqs-client.ts';

/**
 * The enabled rules of the assembly, connected to their functions and queues.
 * @throws naming the rule, for anything that is not interpreted.
 */
export const readRules = (
  blueprint: Blueprint,
  aws: AwsEndpoint,
  functions: Functions,
): readonly EventRule[] =>
  eventRules(
    blueprint.ofType('AWS::Events::Rule', RuleProperties),
    (arn) => queueName(arn) !== undefined || functions.has(arn),
    (arn, payload) => deliver(aws, functions, arn, payload),
  );

/** Fires a schedule now and waits for its targets. @throws for an unknown name, or what a target failed with. */
export async function fireSchedule(rules: readonly EventRule[], name: string): Promise<void> {
  const rule = rules.find((each) => each.name === name && each.periodMs !== undefined);
  if (rule === undefined) throw new Error(`no enabled schedule is named ${name}`);
  await rule.fire();
}

/** Offers an event to every rule and gives the names of those it matched, when their targets are done. */
export async function putEvent(rules: readonly EventRule[], event: PutEvent): Promise<readonly string[]> {
  const whole = busEvent(event, new Date());
  const matched = await Promise.all(rules.map((rule) => rule.offer(whole, event.busName ?? 'default')));
  return rules.filter((_rule, index) => matched[index]).map(({ name }) => name);
}

async function deliver(aws: AwsEndpoint, functions: Functions, arn: string, payload: unknown): Promise<void> {
  const queue = queueName(arn);
  if (queue === undefined) {
    await functions.invoke(arn, payload);
    return;
  }
  const { status, content } = await sqsCall(aws, 'SendMessage', {
    QueueUrl: queueUrl(queue, aws.url),
    MessageBody: JSON.stringify(payload),
  });
  if (status >= 300) throw new Error(`${arn} refused an event: ${JSON.stringify(content)}`);
}

const queueName = (arn: string): string | undefined => /^arn:[^:]+:sqs:[^:]+:[^:]+:(.+)$/.exec(arn)?.[1];
