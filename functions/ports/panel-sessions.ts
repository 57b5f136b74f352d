/** Whom an agent may see, and for which alert. */
export interface PanelSession {
  readonly customerId: string;
  readonly alertKey: string;
  /** The alert's class, as the stage names it. */
  readonly className: string;
  readonly reference: string;
  /** No longer good from this instant on. */
  readonly until: Date;
}

/** Sessions of the panel by their secret token. All methods @throws {TransientError} `ledger_unavailable` */
export interface PanelSessions {
  /** Keeps a session until it ends. Repeatable. */
  open(token: string, session: PanelSession): Promise<void>;
  /** The session of a token, if it is still good at `now`. Repeatable. */
  read(token: string, now: Date): Promise<PanelSession | undefined>;
}
