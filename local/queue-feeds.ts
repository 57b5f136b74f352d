import type { Blueprint } from './blueprint.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { QueueFeed } from './poller.ts';
import type { Storage } from './provision.ts';
import { MappingProperties } from './resource-schemas.ts';

// Two show every interleaving a worker must survive; more would only use up a laptop.
const MOST_AT_ONCE = 2;

/**
 * The enabled event source mappings.
 * @throws when a mapping's source is no queue of this assembly.
 */
export function readFeeds(blueprint: Blueprint, { queues }: Storage): readonly QueueFeed[] {
  return blueprint
    .ofType('AWS::Lambda::EventSourceMapping', MappingProperties)
    .filter(({ properties }) => properties.Enabled)
    .map(({ stackName, logicalId, type, properties }) => {
      const queue = queues.find(({ arn }) => arn === properties.EventSourceArn);
      if (queue === undefined)
        throw new Error(
          `${stackName}/${logicalId} (${type}): source ${properties.EventSourceArn} is not supported locally`,
        );
      return {
        functionName: properties.FunctionName,
        queueArn: properties.EventSourceArn,
        queueUrl: queue.ref,
        batchSize: properties.BatchSize,
        windowSeconds: properties.MaximumBatchingWindowInSeconds,
        reportsItemFailures: properties.FunctionResponseTypes.length > 0,
        concurrency: Math.min(properties.ScalingConfig.MaximumConcurrency ?? MOST_AT_ONCE, MOST_AT_ONCE),
      };
    });
}

/**
 * How many invocations of a function may run at once: one per poller, so that no batch in hand waits for another queue's.
 * What no queue feeds runs as often as the stage reserves for it.
 */
export function concurrencyOf(
  feeds: readonly QueueFeed[],
  { name, arn, reservedConcurrency }: Pick<FunctionDefinition, 'name' | 'arn' | 'reservedConcurrency'>,
): number {
  const feeding = feeds.filter(({ functionName }) => functionName === name || functionName === arn);
  if (feeding.length === 0) return reservedConcurrency ?? MOST_AT_ONCE;
  const polled = feeding.reduce((sum, { concurrency }) => sum + concurrency, 0);
  return Math.min(Math.max(MOST_AT_ONCE, polled), reservedConcurrency ?? polled);
}
