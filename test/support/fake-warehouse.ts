import { createHash } from 'node:crypto';
import { RejectedError, TransientError } from '../../functions/errors.ts';
import type { Receipt } from '../../functions/messages/report-receipt.ts';
import type { ReportToDeliver, Warehouse } from '../../functions/ports/warehouse.ts';

/**
 * How a warehouse fails: not reached, told to wait, refused for good, stored with its answer lost, stored in part, or
 * stored as something else.
 */
export type WarehouseFault = 'unavailable' | 'throttled' | 'refused' | 'lost_reply' | 'partial' | 'altered';

/** A version of a report as the warehouse keeps it. */
export interface KeptReport {
  readonly name: string;
  readonly lines: readonly string[];
}

/** A warehouse in memory. */
export interface FakeWarehouse extends Warehouse {
  /** What it keeps, in the order of the first delivery. */
  kept(): readonly KeptReport[];
  /** Deliveries asked of it so far. */
  asked(): number;
  /** Writes so far, of parts too. */
  changes(): number;
  /** The next delivery fails so. */
  fail(fault: WarehouseFault): void;
}

/** What a fake warehouse asks its surroundings. */
export interface FakeWarehouseOptions {
  /** Asked once for each delivery, when no fault was set for it. @default nothing goes wrong */
  readonly fault?: () => WarehouseFault | undefined;
  /** Lets others go on between the write and the look at it. @default nobody */
  readonly between?: () => Promise<void>;
}

/** The wait a throttled warehouse asks for, ms. */
export const WAREHOUSE_RETRY_AFTER_MS = 90_000;

/** A warehouse without reports. */
export function fakeWarehouse({
  fault = () => undefined,
  between = async () => undefined,
}: FakeWarehouseOptions = {}): FakeWarehouse {
  const kept = new Map<string, readonly string[]>();
  const faults: WarehouseFault[] = [];
  let asked = 0;
  let changes = 0;

  async function deliver({ report, rows }: ReportToDeliver): Promise<Receipt> {
    asked++;
    const failure = faults.shift() ?? fault();
    if (failure === 'unavailable') throw new TransientError('warehouse_unavailable', 'not reached');
    if (failure === 'throttled') {
      const retryAfterMs = WAREHOUSE_RETRY_AFTER_MS;
      throw new TransientError('warehouse_throttled', 'too many', { retryAfterMs });
    }
    if (failure === 'refused') throw new RejectedError('warehouse_refused', 'no such table');
    const name = `${report.reportId}#${report.version}`;
    const lines = rows.map(({ line }) => line);
    // A part is completed by the next delivery; what is whole stays as it is.
    if ((kept.get(name)?.length ?? 0) < lines.length) {
      kept.set(name, stored(lines, failure));
      changes++;
    }
    await between();
    if (failure === 'lost_reply') throw new TransientError('warehouse_unavailable', 'no answer');
    return receiptOf(name, kept.get(name) ?? []);
  }

  return {
    deliver,
    kept: () => [...kept].map(([name, lines]) => ({ name, lines })),
    asked: () => asked,
    changes: () => changes,
    fail: (failure) => void faults.push(failure),
  };
}

function stored(lines: readonly string[], failure: WarehouseFault | undefined): readonly string[] {
  if (failure === 'partial') return lines.slice(0, -1);
  return failure === 'altered' ? lines.map((line) => line.toUpperCase()) : lines;
}

/** What a warehouse says that keeps these lines. */
export const receiptOf = (name: string, lines: readonly string[]): Receipt => ({
  level: 'queryable',
  rows: lines.length,
  sha256: createHash('sha256').update(lines.join('\n')).digest('hex'),
  reference: name,
});
