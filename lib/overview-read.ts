import { Duration, Fn } from 'aws-cdk-lib';
import type { OverviewEnv } from '../functions/overview/env.ts';
import { type NamedQueue, workerQueues } from './constructs/worker.ts';
import { allowCount } from './grants.ts';
import { plainFunction, type Workflow } from './workflow.ts';

/** The read of how everything stands. Comes after the workers, whose queues it counts. */
export function overviewRead(workflow: Workflow): void {
  const { scope, stage, state, settings, reads } = workflow;
  const { ledger } = state;
  const queues = workerQueues(scope);
  const { telephony, crm, desk } = stage.pacing;
  const environment: OverviewEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    MAX_AGE_MINUTES: settings.maxAgeMinutes,
    BUDGETS: JSON.stringify({
      telephony: telephony.requestsPerMinute,
      crm: crm.requestsPerMinute,
      desk: desk.requestsPerMinute,
    }),
    OCCUPANCY: settings.occupancy,
    ROUTING_QUEUES: JSON.stringify(Object.keys(stage.telephony.queueIds)),
    QUEUE_BASE_URL: baseUrl(queues),
    QUEUES: scope.toJsonString(
      Object.fromEntries(queues.map(([name, queue]) => [name.toLowerCase(), queue.queueName])),
    ),
  };
  const overview = plainFunction(workflow, {
    id: 'Overview',
    name: 'overview',
    timeout: Duration.seconds(10),
    environment,
  });
  ledger.allow(overview, ['BatchGetItem'], ['ALERT#']);
  ledger.allow(overview, ['GetItem'], ['SWITCH#', 'RATE#', 'OCCUPANCY#']);
  ledger.allowDueQuery(overview, ['due#']);
  ledger.allowTallyQuery(overview);
  allowCount(overview, ...queues.map(([, queue]) => queue));
  reads.read('v1/overview/{view}', overview);
}

/**
 * What the queues' addresses have in common: scheme, host and account. All addresses together would not fit: a function's
 * environment holds 4 KB (Lambda quotas).
 */
function baseUrl([first]: readonly NamedQueue[]): string {
  const parts = Fn.split('/', first?.[1].queueUrl ?? '', 5);
  return Fn.join('/', parts.slice(0, 4));
}
