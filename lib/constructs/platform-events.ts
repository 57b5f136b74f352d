import { EventBus, type IEventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue } from './queues.ts';

/** What Genesys Cloud calls itself on a partner bus. */
const GENESYS = 'aws.partner/genesys.com';

/** Events of the platform for one queue. */
export interface PlatformRuleProps {
  /** The bus of a stage, which is also the name of its event source. */
  readonly busName: string;
  /** Patterns of event types, e.g. of `Match.prefix`; a type must be like one of them. */
  readonly topics: readonly string[][];
  readonly queue: Queue;
}

/** A rule that more queues may be told by. */
export interface PlatformRule {
  /** Leads the same events into another queue, too. */
  also(queue: Queue): void;
}

/**
 * The platform's own events: the partner bus that a stage makes of its event source, and the rules that lead its events
 * into the same queues as the doors. A source can be made into a bus once Genesys Cloud has offered it to the account.
 * (EventBridge user guide, "Receiving events from a SaaS partner")
 */
export class PlatformEvents {
  private readonly scope: Construct;
  private readonly buses = new Map<string, EventBus | IEventBus>();

  constructor(scope: Construct, eventSource: string | undefined) {
    this.scope = scope;
    if (eventSource === undefined) return;
    this.buses.set(eventSource, new EventBus(scope, 'GenesysBus', { eventSourceName: eventSource }));
  }

  /** A rule of events for a queue. What cannot be delivered within a day is a dead letter. */
  rule(scope: Construct, id: string, { busName, topics, queue }: PlatformRuleProps): PlatformRule {
    const deadLetters = deadLetterQueue(scope, `${id}DeadLetters`);
    const to = (target: Queue) => new SqsQueue(target, { deadLetterQueue: deadLetters });
    const rule = new Rule(scope, id, {
      eventBus: this.bus(busName),
      eventPattern: { source: Match.prefix(GENESYS), detailType: Match.anyOf(...topics) },
      targets: [to(queue)],
    });
    return { also: (other) => rule.addTarget(to(other)) };
  }

  /** The bus of this stage, or one that is there already. */
  private bus(name: string): EventBus | IEventBus {
    const known = this.buses.get(name);
    if (known) return known;
    const found = EventBus.fromEventBusName(new Construct(this.scope, `Bus${this.buses.size}`), 'Bus', name);
    this.buses.set(name, found);
    return found;
  }
}
