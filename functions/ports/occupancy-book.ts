/** What a busy routing queue lets through of the standard lane: everything, half of the rate, or nothing. */
export type Throttle = 'free' | 'half' | 'stopped';

/** How busy a routing queue was, and what followed from it. */
export interface OccupancyReading {
  /** 0 to 100. */
  readonly percent: number;
  readonly throttle: Throttle;
  /** When the throttle last changed. */
  readonly changedAt: Date;
  readonly at: Date;
}

/** Where readings are kept. All methods @throws {TransientError} `ledger_unavailable` */
export interface OccupancyBook {
  /** The last reading of a routing queue; `undefined` when there is none. May be a second old. */
  read(routingQueue: string): Promise<OccupancyReading | undefined>;
  /** Keeps a reading, unless a later one is there. Repeatable. */
  keep(routingQueue: string, reading: OccupancyReading): Promise<void>;
}
