import type { Metric, Source } from '../messages/measurement.ts';
import type { Ticket } from './ticket-desk.ts';

/**
 * - `WATCHING`: breaches, but not enough in a row. No ticket yet.
 * - `OPENING`, `CONFIRMING`: a ticket is wanted; the desk has accepted it and has not said its id.
 * - `OPEN`, `CLEARING`: it has a ticket; the last reading was calm, but not for long enough.
 * - `RESOLVING`, `RESOLVED`: over; the ticket must be closed; it is.
 * - `JOINING`, `JOINED`, `LEAVING`: one of many at once, told on the ticket of its parent.
 * - `PARKED`: the desk refuses it for good, and a person must look.
 */
export type IncidentState =
  | 'WATCHING'
  | 'OPENING'
  | 'CONFIRMING'
  | 'OPEN'
  | 'CLEARING'
  | 'RESOLVING'
  | 'RESOLVED'
  | 'JOINING'
  | 'JOINED'
  | 'LEAVING'
  | 'PARKED';

/** What one source and metric is known by. */
export interface IncidentId {
  readonly source: Pick<Source, 'kind' | 'id'>;
  readonly metric: Metric;
}

/** Trouble with one metric of one source; its episodes follow one another on the same item. */
export interface Incident {
  readonly source: Source;
  readonly metric: Metric;
  readonly state: IncidentState;
  /** Grows by one with every write; 0 before the first. */
  readonly version: number;
  /** Counts from 1; 0 before the first. */
  readonly episode: number;
  /** Our key of the episode's ticket; empty before the first episode. */
  readonly key: string;
  /** The reading that began the episode. */
  readonly since: Date;
  /** The last reading that counted. Older ones change nothing. */
  readonly readAt: Date;
  readonly value: number;
  readonly peak: number;
  /** Breaches in a row. */
  readonly breaches: number;
  /** Breaches in the episode. */
  readonly count: number;
  readonly calmSince?: Date;
  readonly ticket?: Omit<Ticket, 'open'>;
  /** The ticket exists and must be open again. */
  readonly reopen?: true;
  /** Number or id of the ticket of the episode before. */
  readonly previousTicket?: string;
  /** Whether it holds one of the few places for tickets of its group. */
  readonly seated?: true;
  readonly parent?: IncidentId;
  /** Notes written so far; the next one's number follows. */
  readonly notes: number;
  readonly notedAt?: Date;
  /** `count`, or children, as the last note told them. */
  readonly notedCount: number;
  readonly closedAt?: Date;
  readonly closedBy?: 'calm' | 'desk';
  /** People want it open: only they close it. */
  readonly keptOpen?: true;
  /** Failed tries of the act that is due, since when, and why the last one failed. */
  readonly attempts: number;
  readonly failingSince?: Date;
  readonly why?: string;
  /** The state that the desk refused. */
  readonly parkedFrom?: IncidentState;
  /** Until then one worker alone asks the desk. */
  readonly leaseUntil?: Date;
  /** When it is looked at next; absent when there is nothing to do. */
  readonly nextAt?: Date;
  /** `<epoch ms>|<state>|<reason>`, the latest last. */
  readonly log: readonly string[];
}

/** Who takes a place in a group: an id that never changes, and what people read. */
export interface Member {
  readonly id: string;
  readonly name: string;
}

/** `lost`: somebody else wrote meanwhile; read again and decide again. */
export type IncidentMove = 'moved' | 'lost';

/**
 * What is remembered of incidents: single conditional writes, recognised when their reply is lost. All methods
 * @throws {TransientError} `ledger_unavailable`: the write may or may not have been applied
 */
export interface Incidents {
  /** The incident as it is (strongly consistent). */
  read(id: IncidentId): Promise<Incident | undefined>;
  /** Writes the whole incident over the version it was made from. */
  write(next: Incident): Promise<IncidentMove>;
  /** Incidents whose appointment has come, in no order; may be stale: read each again. */
  due(now: Date, limit: number): Promise<readonly IncidentId[]>;
  /** Incidents that are not over, at most `limit`; `more` when there are others. May be stale by a second. */
  open(limit: number): Promise<{ readonly incidents: readonly Incident[]; readonly more: boolean }>;

  /** Remembers whose ticket this is, under our key and under the desk's id. Repeatable. */
  keepTicket(names: readonly string[], id: IncidentId, now: Date): Promise<void>;
  /** Whose ticket it is, by our key or the desk's id. */
  ownerOf(ticket: string): Promise<IncidentId | undefined>;

  /** Takes a place in a group, unless it is full. Repeatable: who has a place keeps it. */
  join(group: string, member: Member, most: number): Promise<'joined' | 'full'>;
  /** Gives the place back; does nothing without one. */
  leave(group: string, memberId: string): Promise<void>;
  /** Names of those who have a place, in no order, strongly consistent. */
  members(group: string): Promise<readonly string[]>;
}
