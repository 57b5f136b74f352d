import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { BlueprintResource } from './blueprint.ts';
import { checkPattern, matchesPattern } from './event-pattern.ts';
import { isObject } from './json.ts';
import { ACCOUNT, REGION } from './physical-names.ts';
import type { RuleProperties } from './resource-schemas.ts';
import { ratePeriodMs } from './schedule.ts';

/** An event as EventBridge delivers it. */
export interface BusEvent {
  readonly version: string;
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** An event to put on a bus; the rest is filled in. `busName` defaults to `default`. */
export interface PutEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly busName?: string;
}

/** Hands a payload to a target by ARN. */
export type Deliver = (targetArn: string, payload: unknown) => Promise<void>;

/** One enabled rule. `periodMs` is undefined for a pattern. */
export interface EventRule {
  readonly name: string;
  readonly periodMs: number | undefined;
  /** Runs a schedule's targets now. */
  fire(): Promise<void>;
  /** Runs the targets if the event is for this rule, and says whether it was. */
  offer(event: BusEvent, busName: string): Promise<boolean>;
}

type RuleResource = BlueprintResource<z.infer<typeof RuleProperties>>;

/**
 * The enabled rules, checked.
 * @param knows whether a target's ARN is a function or queue of this system.
 * @throws naming the rule, for a schedule, pattern or target that is not interpreted.
 */
export function eventRules(
  resources: readonly RuleResource[],
  knows: (targetArn: string) => boolean,
  deliver: Deliver,
): readonly EventRule[] {
  return resources
    .filter(({ properties }) => properties.State === 'ENABLED')
    .map((resource) => {
      try {
        return eventRule(resource, knows, deliver);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`${resource.stackName}/${resource.logicalId} (${resource.type}): ${reason}`, {
          cause: error,
        });
      }
    });
}

function eventRule(
  { name, arn = '', properties }: RuleResource,
  knows: (targetArn: string) => boolean,
  deliver: Deliver,
): EventRule {
  const { ScheduleExpression, EventPattern, EventBusName, Targets } = properties;
  for (const { Arn, InputPath = '$' } of Targets) {
    if (!knows(Arn)) throw new Error(`target ${Arn} is not supported locally`);
    if (!/^\$(\.[\w-]+)*$/.test(InputPath))
      throw new Error(`input path ${InputPath} is not supported locally`);
  }
  if (EventPattern !== undefined) checkPattern(EventPattern);
  const run = async (event: BusEvent) => {
    await Promise.all(Targets.map((target) => deliver(target.Arn, targetInput(target, event))));
  };
  return {
    name,
    periodMs: ScheduleExpression === undefined ? undefined : ratePeriodMs(ScheduleExpression),
    fire: () => run(scheduledEvent(arn, new Date())),
    offer: async (event, busName) => {
      const wanted =
        EventPattern !== undefined && busName === EventBusName && matchesPattern(event, EventPattern);
      if (wanted) await run(event);
      return wanted;
    },
  };
}

/** The event a schedule's targets receive. */
export const scheduledEvent = (ruleArn: string, now: Date): BusEvent => ({
  ...busEvent({ source: 'aws.events', detailType: 'Scheduled Event', detail: {} }, now),
  resources: [ruleArn],
});

/** The whole event a put one becomes. */
export const busEvent = ({ source, detailType, detail }: PutEvent, now: Date): BusEvent => ({
  version: '0',
  id: randomUUID(),
  'detail-type': detailType,
  source,
  account: ACCOUNT,
  time: now.toISOString().replace(/\.\d+Z$/, 'Z'),
  region: REGION,
  resources: [],
  detail,
});

function targetInput(
  target: { readonly Input?: string | undefined; readonly InputPath?: string | undefined },
  event: BusEvent,
) {
  if (target.Input !== undefined) return JSON.parse(target.Input);
  if (target.InputPath === undefined) return event;
  const steps = target.InputPath.split('.').slice(1);
  return steps.reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), event) ?? null;
}
