import { TransientError } from '../../../functions/errors.ts';
import type { CampaignFigures, Campaigns } from '../../../functions/ports/campaigns.ts';
import type { ReportArchive } from '../../../functions/ports/report-archive.ts';
import type { ReportToDeliver, Warehouse } from '../../../functions/ports/warehouse.ts';
import { figures } from '../../support/campaign-desk.ts';
import { receiptOf } from '../../support/fake-warehouse.ts';
import type { Process, Processes } from '../processes.ts';
import type { Simulation } from '../simulation.ts';
import type { RealEnd } from './reports-rules.ts';

/** A world and one process in it. */
export interface Around {
  readonly simulation: Simulation;
  readonly processes: Processes;
  readonly process: Process;
}

const unavailable = (reason: string) => (): never => {
  throw new TransientError(reason, 'no answer');
};

const throttled = (reason: string) => (): never => {
  throw new TransientError(reason, 'too many', { retryAfterMs: 90_000 });
};

/** The platform as analytics knows it: figures come late, and may be said otherwise later. */
export function platformHost(simulation: Simulation, ends: readonly RealEnd[]) {
  const draws = simulation.chance('figures');
  let reads = 0;
  const asked = <T>({ processes, process }: Around, name: string, act: () => T): Promise<T> =>
    processes.ask(process, {
      name,
      serve(fate, answer) {
        if (simulation.strikes('throttled')) return answer(throttled('genesys_throttled'));
        const isBroken =
          simulation.isDown('platform') ||
          simulation.strikes('unreachable') ||
          simulation.strikes('failedBefore');
        if (isBroken || fate === 'not applied' || fate === 'reply lost') {
          return answer(unavailable('genesys_unavailable'));
        }
        const value = act();
        answer(() => value);
      },
    });

  function told(end: RealEnd): CampaignFigures | undefined {
    const now = simulation.timeline.now();
    // Until then no two reads are the same.
    if (now < end.settledAt) {
      return draws.happens(0.3) ? undefined : figures({ connects: reads++ % end.settled });
    }
    const isRestated = end.restatedAt !== undefined && now >= end.restatedAt;
    const connects = isRestated ? end.restated : end.settled;
    return figures({ connects, ...(end.never && { attempts: 1400 }) });
  }

  const of = (around: Around): Campaigns => ({
    snapshot: (campaignId) =>
      asked(around, 'GET campaign', () => ({
        campaignId,
        status: 'complete',
        version: 2,
        changedAt: new Date(simulation.timeline.now()),
        alwaysRunning: false,
        configuration: {},
        stats: null,
      })),
    figures: (campaignId) =>
      asked(around, 'GET figures', () => {
        const end = ends.find((one) => one.campaignId === campaignId);
        return end && told(end);
      }),
    standings: () => asked(around, 'GET campaigns', () => ({ campaigns: [], more: false })),
  });
  return { of };
}

/**
 * A store of reports with everything it may do to a write. `downUntil`: nobody reaches it before, epoch ms.
 * `stream`: the name of its chance.
 */
export function warehouseHost(simulation: Simulation, downUntil: number, stream = 'warehouse') {
  const draws = simulation.chance(stream);
  const kept = new Map<string, readonly string[]>();
  const isDown = (): boolean => simulation.timeline.now() < downUntil || simulation.strikes('unreachable');

  /** What is whole stays as it is; a part is completed by the next write. */
  function write({ report, rows }: ReportToDeliver, isPart: boolean): void {
    const name = `${report.reportId}#${report.version}`;
    const lines = rows.map(({ line }) => line);
    if ((kept.get(name)?.length ?? 0) >= lines.length) return;
    kept.set(name, isPart ? lines.slice(0, -1) : lines);
  }

  return {
    /** Lines by report and version, as they lie there. */
    lines: (name: string): readonly string[] => kept.get(name) ?? [],

    of({ processes, process }: Around): Warehouse {
      return {
        async deliver(report) {
          await processes.ask<void>(process, {
            name: 'POST rows',
            serve(fate, answer) {
              if (simulation.strikes('throttled')) return answer(throttled('warehouse_throttled'));
              if (isDown() || simulation.strikes('failedBefore') || fate === 'not applied') {
                return answer(unavailable('warehouse_unavailable'));
              }
              const isOdd = simulation.strikes('failedAfter');
              const isPart = isOdd && draws.happens(0.5);
              write(report, isPart);
              const isLost = fate === 'reply lost' || (isOdd && !isPart);
              answer(isLost ? unavailable('warehouse_unavailable') : () => undefined);
            },
          });
          const name = `${report.report.reportId}#${report.report.version}`;
          return processes.ask(process, {
            name: 'GET receipt',
            serve(fate, answer) {
              if (isDown() || fate !== undefined) return answer(unavailable('warehouse_unavailable'));
              const receipt = receiptOf(name, kept.get(name) ?? []);
              answer(() => receipt);
            },
          });
        },
      };
    },
  };
}

/** The archive of one process over what all keep there. */
export function reportArchiveOf(
  { simulation, processes, process }: Around,
  kept: Map<string, ReportToDeliver>,
): ReportArchive {
  const asked = <T>(name: string, act: () => T): Promise<T> =>
    processes.ask(process, {
      name,
      serve(fate, answer) {
        const isBroken = simulation.isDown('archive') || simulation.strikes('archiveBroken');
        if (fate === 'not applied' || isBroken) return answer(unavailable('archive_unavailable'));
        const value = act();
        answer(fate === 'reply lost' ? unavailable('archive_unavailable') : () => value);
      },
    });
  return {
    async keepDocuments(report) {
      const name = receiptOf('', [JSON.stringify(report)]).sha256;
      await asked('keep documents', () => void kept.set(name, report));
      return name;
    },
    readDocuments: (name) =>
      asked('read documents', () => {
        const found = kept.get(name);
        if (!found) throw new Error('there are no such documents');
        return found;
      }),
    keepEvent: () => asked('keep event', () => undefined),
    keepConfiguration: () => asked('keep configuration', () => undefined),
  };
}
