/** Dialing is stopped for everybody. */
export interface DialingStop {
  readonly since: Date;
  /** Who stopped it: a team or a role, never a person's name. */
  readonly by: string;
  readonly reason: string;
}

/** The switch that stops all dialing. Its methods @throws {TransientError} `ledger_unavailable` */
export interface DialingSwitch {
  /** Whether dialing is stopped (strongly consistent). */
  readStop(): Promise<DialingStop | undefined>;
  /** Stops dialing for everybody. The last word counts. */
  stopDialing(stop: DialingStop): Promise<void>;
  /** Lets dialing go on; who did it and why are kept. The last word counts. */
  startDialing(start: DialingStop): Promise<void>;
}
