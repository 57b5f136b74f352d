import type { CrashReport } from './crash-placements.ts';
import type { Violation } from './simulation.ts';

/** Work for one process. Seeds are inclusive. */
export type Job =
  | { readonly kind: 'seeds'; readonly machine: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'mutant';
      readonly machine: string;
      readonly mutant: string;
      /** Tried in this order until the first that kills. */
      readonly seeds: readonly number[];
      /** No further seed is tried from then on, epoch milliseconds. @default all are tried */
      readonly until?: number;
    }
  | { readonly kind: 'crashes'; readonly scenario: string; readonly pairs: boolean };

/** A seed that breaks something. */
export interface Broken extends Violation {
  readonly seed: number;
}

/** What a range of seeds came to. */
export interface SeedsReport {
  readonly seeds: number;
  readonly requests: number;
  readonly crashes: number;
  readonly simulatedMs: number;
  readonly broken: readonly Broken[];
}

/** Whether a mutant died; `tried` counts the seeds it took. */
export interface MutantReport {
  readonly mutant: string;
  readonly tried: number;
  readonly killedBy?: Broken;
}

/** What becomes of each kind of job. */
export interface Reports {
  readonly seeds: SeedsReport;
  readonly mutant: MutantReport;
  readonly crashes: CrashReport;
}

/** The report of a job. */
export type ReportOf<J extends Job> = Reports[J['kind']];
