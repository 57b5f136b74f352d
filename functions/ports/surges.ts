/** Many alerts of one type at once, as one happening. */
export interface MassEvent {
  readonly alertType: string;
  /** Tells it from other events of its type. */
  readonly since: Date;
  /** When it is over unless more alerts come; alerts admitted up to then are members. */
  readonly until: Date;
  /** Whether people have been told. */
  readonly told: boolean;
}

/** How many alerts of a type came lately, and the last event. Instants are epoch milliseconds. */
export interface Surge {
  /** Beginning of the five minutes that are counted. */
  readonly window: number;
  readonly count: number;
  /** Alerts of the five minutes before. */
  readonly before: number;
  readonly event?: { readonly since: number; readonly until: number; readonly told: boolean };
}

/** What a decision makes of a surge; without `state` nothing is written. */
export interface SurgeStep<Answer> {
  readonly state?: Surge;
  readonly answer: Answer;
}

/** Where surges are kept, one for each alert type. */
export interface Surges {
  /**
   * Lets `decide` change the surge of a type in one conditional write; it is asked again when another was faster. A
   * lost reply may count alerts twice.
   * @throws {TransientError} the table cannot be reached
   */
  change<Answer>(alertType: string, decide: (surge: Surge | undefined) => SurgeStep<Answer>): Promise<Answer>;
}
