import type { QuarantineMark } from '../../functions/ports/ledger.ts';

/** A body that could not be used, with the request it came with. */
export interface KeptCopy extends QuarantineMark {
  /** The key it came under, or the edge id where it had none. */
  readonly key: string;
  readonly edgeId: string;
  /** Whether it came as an alert. */
  readonly isAlert: boolean;
}
