import type { AlertEnd } from '../messages/alert-state.ts';
import type { AlertRecord } from './ledger.ts';

/** Alerts that were taken in since an instant, each by how it stands now. */
export interface Tally {
  /** How many ended how. A body that could not be used is `quarantined`. */
  readonly ended: Readonly<Partial<Record<AlertEnd, number>>>;
  /** Keys of those that have not ended, the longest admitted first. */
  readonly open: readonly string[];
  /** Whether there are more than were counted. */
  readonly more: boolean;
}

/**
 * Counts alerts by what the ledger holds of them, so that each counts once, however often its messages came. All methods
 * throw `TransientError` `ledger_unavailable`.
 */
export interface TallyBook {
  /**
   * `start`: the beginning of an hour. May lag behind the ledger by a moment, and by ten minutes for what becomes of
   * calls of earlier hours.
   */
  since(start: Date): Promise<Tally>;
  /** Those that were taken in last, the last one first; about `limit`, at most 100. May lag behind by a moment. */
  latest(limit: number): Promise<readonly AlertRecord[]>;
  /** Of these, those that have neither ended nor an appointment: nobody will look at them. At most 100 are looked at. */
  strayed(keys: readonly string[]): Promise<readonly string[]>;
}
