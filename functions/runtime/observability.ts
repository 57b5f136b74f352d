import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { failureFields } from './failure-fields.ts';
import { AllowedFieldsOnly, tellableWord } from './log-lines.ts';

/** How one message ended. `key` is an id of ours or the sender's; one that looks personal is masked in the log. */
export interface Outcome {
  /** `placed`, `suppressed`, `waiting`, ...: the name it is counted under. */
  readonly outcome: string;
  readonly reason?: string;
  readonly key?: string;
  readonly lane?: string;
}

/** What is known of the delivery; only these fields are ever logged. */
export interface OutcomeContext {
  readonly edgeId?: string;
  readonly receiveCount?: number;
  readonly durationMs?: number;
}

/** Where a function tells how its work ends. */
export interface Observer {
  readonly logger: Logger;
  /** One line and one count; the metric's dimensions are the worker, the lane and the outcome alone. */
  ended(outcome: Outcome, context: OutcomeContext): void;
  /** A failure that nobody expected: its name and where it arose, never its text, which may be anybody's. */
  failed(error: unknown, context: OutcomeContext): void;
  /** How many there are of something now; the metric's one dimension is the worker. */
  gauge(name: string, value: number): void;
}

/** An observer for one worker. */
export function observer(worker: string): Observer {
  const logger = new Logger({ serviceName: worker, logFormatter: new AllowedFieldsOnly() });
  const metrics = new Metrics({ namespace: 'Trunkline', serviceName: worker });

  const count = (outcome: string, lane: string | undefined): void => {
    const metric = metrics.singleMetric();
    metric.addDimension('outcome', tellableWord(outcome));
    if (lane !== undefined) metric.addDimension('lane', tellableWord(lane));
    metric.addMetric('Messages', 'Count', 1);
  };

  return {
    logger,
    ended({ outcome, reason, key, lane }, context) {
      logger.info(outcome, { outcome, reason, key, lane, ...context });
      count(outcome, lane);
    },
    failed(error, context) {
      logger.error('failed', { outcome: 'failed', ...failureFields(error), ...context });
      count('failed', undefined);
    },
    gauge(name, value) {
      metrics.singleMetric().addMetric(name, 'Count', value);
    },
  };
}
