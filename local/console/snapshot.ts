import type { Overview } from '../../functions/overview/overview.ts';

/** A storm that was let loose. Counts of its own alerts. */
export interface StormProgress {
  readonly alerts: number;
  readonly posted: number;
  readonly admitted: number;
  readonly ended: number;
}

/** What only a local system can tell: it sees every call to its engines, and its simulators. */
export interface LocalView {
  readonly clock: { readonly now: string; readonly aheadMs: number };
  /** Grows with every write to the ledger: who shows a story reads it again then. */
  readonly changes: number;
  /** Messages that ever came to a queue, by its name in `queues`. */
  readonly came: Readonly<Record<string, number>>;
  /** Whom an alert can be sent for, with their IANA zone; empty without simulators. */
  readonly customers: readonly { readonly customerId: string; readonly timeZone: string }[];
  /** What the simulated world did: calls that were placed, tasks that were opened. `null` without simulators. */
  readonly world: { readonly calls: number; readonly tasks: number } | null;
  /** What is out of order because somebody said so. */
  readonly faults: { readonly slowCrm: boolean; readonly throttled: boolean; readonly crash: boolean };
  readonly storm: StormProgress | null;
}

/** What the console of a local system is sent. Its conservation counts what the doors have accepted since the start. */
export interface Snapshot extends Overview {
  readonly local: LocalView;
}
