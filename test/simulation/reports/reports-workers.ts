import { dynamoCampaigns } from '../../../functions/adapters/dynamo-campaigns.ts';
import type { AnalyticsPorts } from '../../../functions/analytics/analytics-ports.ts';
import { dueAt } from '../../../functions/analytics/campaign-life.ts';
import { AnalyticsRequest, workOnCampaign } from '../../../functions/analytics/work-on-campaign.ts';
import { carryReport } from '../../../functions/courier/carry-report.ts';
import { TransientError } from '../../../functions/errors.ts';
import { CarryRequest, type CarryResult } from '../../../functions/messages/carry-request.ts';
import type { ReportToDeliver } from '../../../functions/ports/warehouse.ts';
import { reportRules } from '../../support/campaign-desk.ts';
import { workerFunction } from '../batch-function.ts';
import type { Process, Processes } from '../processes.ts';
import type { Queues } from '../queues.ts';
import type { Simulation } from '../simulation.ts';
import type { Store } from '../store.ts';
import { type platformHost, reportArchiveOf, type warehouseHost } from './reports-hosts.ts';

/** Everything analytics stands in. */
export interface ReportsWorld {
  readonly simulation: Simulation;
  readonly processes: Processes;
  readonly queues: Queues;
  readonly store: Store;
  readonly platform: ReturnType<typeof platformHost>;
  readonly warehouse: ReturnType<typeof warehouseHost>;
  /** A store that the courier alone reaches. */
  readonly server: ReturnType<typeof warehouseHost>;
  readonly documents: Map<string, ReportToDeliver>;
  /** Hears of every notice, as `<report>#<version>`. */
  heard(name: string): void;
}

/** Its two lanes (lib/analytics-workers.ts), and the courier's queue (lib/courier-worker.ts). */
export const EVENTS = 'analytics-events';
export const DUE = 'analytics-due';
export const COURIER = 'courier';
const TIMEOUT_MS = 120_000;
const COURIER_TIMEOUT_MS = 60_000;
const RECEIVES = 200;

/** The store by the name it has in a stage. */
export const SERVER = 'drop';

/** Wires the worker to its queues, with its own edge and its own adapters. */
export function feedAnalytics(world: ReportsWorld): void {
  const { queues } = world;
  const rules = reportRules();
  const worker = { name: 'analytics', message: AnalyticsRequest, timeoutMs: TIMEOUT_MS, concurrency: 5 };
  const of = workerFunction(worker, world, (process) => {
    const ports = portsOf(process, world);
    return (request, { remainingMs }) => {
      // A message here carries no attributes that would say by which door it came.
      const door = 'eventType' in request ? 'campaigns' : undefined;
      return workOnCampaign(request, { door, remainingMs }, ports, rules);
    };
  });
  queues.add({ name: EVENTS, of, batchSize: 10, concurrency: 2, maxReceives: RECEIVES });
  queues.add({ name: DUE, of, batchSize: 5, concurrency: 3, maxReceives: RECEIVES });
}

/** Wires the courier to its queue. */
export function feedCourier(world: ReportsWorld): void {
  const { simulation, processes, queues, documents, server } = world;
  const worker = { name: 'courier', message: CarryRequest, timeoutMs: COURIER_TIMEOUT_MS, concurrency: 1 };
  const of = workerFunction(worker, world, (process) => {
    const around = { simulation, processes, process };
    const ports = {
      archive: reportArchiveOf(around, documents),
      warehouses: { [SERVER]: server.of(around) },
      results: {
        tell: (result: CarryResult) => queues.send(process, DUE, JSON.stringify(result), 0).catch(unreached),
      },
    };
    return (request) => carryReport(request, ports);
  });
  queues.add({ name: COURIER, of, batchSize: 1, concurrency: 2, maxReceives: RECEIVES });
}

function portsOf(process: Process, world: ReportsWorld): AnalyticsPorts {
  const { simulation, processes, queues, store } = world;
  const around = { simulation, processes, process };
  return {
    ledger: dynamoCampaigns(store.table(process), 'ledger', process.random, dueAt),
    campaigns: world.platform.of(around),
    archive: reportArchiveOf(around, world.documents),
    warehouses: { s3: world.warehouse.of(around) },
    carrier: {
      names: [SERVER],
      carry: (request) => queues.send(process, COURIER, JSON.stringify(request), 0).catch(unreached),
    },
    outbox: {
      advance: (request, delaySeconds) =>
        queues.send(process, DUE, JSON.stringify(request), delaySeconds).catch(unreached),
    },
    notices: {
      leave: ({ reportId, version }) =>
        processes.ask<void>(process, {
          name: 'leave notice',
          serve(fate, answer) {
            const isDropped = simulation.isDown('queues') || simulation.strikes('queueDropped');
            if (fate === 'not applied' || isDropped) return answer(unreached);
            world.heard(`${reportId}#${version}`);
            answer(fate === 'reply lost' ? unreached : () => undefined);
          },
        }),
    },
    clock: process.clock,
    async keepUnknown(campaignId) {
      simulation.violated('unexpected', `${campaignId} is unknown`);
    },
  };
}

const unreached = (): never => {
  throw new TransientError('queue_unavailable', 'no answer');
};
