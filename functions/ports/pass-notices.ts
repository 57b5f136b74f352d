/** A wish that somebody goes through everything that waits on the platform, and how far that has come. */
export interface PassNotice {
  readonly askedAt: Date;
  /** Tells this wish from a later one. */
  readonly token: string;
  /** When the pass begins, or goes on. */
  readonly nextAt: Date;
  readonly pass?: Pass;
}

/** One pass over what waits. */
export interface Pass {
  readonly begunAt: Date;
  /** Where it goes on. */
  readonly cursor: string;
  /** Whether everything so far could be judged. */
  readonly clean: boolean;
}

/**
 * One kind of wish. All methods
 * @throws {TransientError} `ledger_unavailable`: the write may or may not have been applied
 */
export interface PassNotices {
  /** Wishes for a pass. Written over an older wish: a pass for this one serves both. */
  ask(now: Date): Promise<void>;
  /** The open wish, if any. */
  read(): Promise<PassNotice | undefined>;
  /** Remembers how far the pass has come, or that it begins anew at `nextAt`. A later wish is left alone. */
  keep(notice: PassNotice, progress: { pass?: Pass; nextAt: Date }): Promise<void>;
  /** The wish is fulfilled. A later one is left alone. */
  end(notice: PassNotice): Promise<void>;
}
