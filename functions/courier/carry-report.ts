import type { CarryRequest } from '../messages/carry-request.ts';
import type { CarryResults } from '../ports/carry-results.ts';
import type { ReportArchive } from '../ports/report-archive.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import { deliveredTry, failedTry, NOT_CONFIGURED } from '../runtime/delivery-try.ts';

/** What the courier touches. */
export interface CourierPorts {
  readonly archive: Pick<ReportArchive, 'readDocuments'>;
  /** By the names of the stage. */
  readonly warehouses: Readonly<Record<string, Warehouse>>;
  readonly results: CarryResults;
}

/** How carrying one version of a report ended. */
export interface CourierOutcome {
  readonly outcome: 'carried' | 'carry_failed';
  readonly reason?: string;
  readonly key: string;
}

/**
 * Carries a version of a report to a warehouse once and tells what came of it; whoever asked decides what that means
 * and when it is tried again. Repeatable, and harmless when two carry at once.
 * @throws {TransientError} the archive or the queue cannot be reached; the message comes again
 */
export async function carryReport(
  { carry, document }: CarryRequest,
  { archive, warehouses, results }: CourierPorts,
): Promise<CourierOutcome> {
  const report = await archive.readDocuments(document);
  const sent = await warehouses[carry.warehouse]?.deliver(report).then(deliveredTry, failedTry);
  const tried = sent ?? NOT_CONFIGURED;
  await results.tell({ carried: carry, tried });
  const key = carry.reportId;
  return tried.kind === 'delivered'
    ? { outcome: 'carried', key }
    : { outcome: 'carry_failed', reason: tried.why, key };
}
