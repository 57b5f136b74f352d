import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { type Outcome, observer } from './observability.ts';

/** Work that a clock starts and that deals with many things on its own. */
export interface ScheduledWork {
  readonly name: string;
  /** One outcome, or one failure, for each thing dealt with. */
  sweep(
    remainingMs: () => number,
  ): Promise<readonly (Outcome | { readonly key: string; readonly error: unknown })[]>;
  /** What is counted after the sweep, as metrics of that name. */
  gauges?(): Promise<Readonly<Record<string, number>>>;
}

/**
 * The edge of every scheduled function: one line a thing, and a count of how many ended.
 * @throws {Error} the sweep itself failed; without its cause, which the platform would print whole
 */
export function scheduled(what: ScheduledWork) {
  const watch = observer(what.name);

  return middy<ScheduledEvent, { ended: number; failed: number }>({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(watch.logger))
    .handler(async (_event: ScheduledEvent, context: Context) => {
      const results = await what
        .sweep(() => context.getRemainingTimeInMillis())
        .catch((error: unknown) => {
          watch.failed(error, {});
          throw new Error('the sweep failed, as its line in the log says');
        });
      let failed = 0;
      for (const result of results) {
        if ('error' in result) {
          failed++;
          watch.failed(result.error, {});
        } else watch.ended(result, {});
      }
      // A count that fails must not make the work that was done look undone.
      const gauges = (await what.gauges?.().catch((error: unknown) => watch.failed(error, {}))) ?? {};
      for (const [name, value] of Object.entries(gauges)) watch.gauge(name, value);
      return { ended: results.length - failed, failed };
    });
}
