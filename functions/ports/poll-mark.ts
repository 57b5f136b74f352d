/** How far what is looked for by the clock has been seen. */
export interface PollMark {
  /** `undefined`: nobody has looked, or not for a week. Repeatable. @throws {TransientError} `ledger_unavailable` */
  read(): Promise<Date | undefined>;
  /** Everything before this instant has been seen; an earlier one than is kept changes nothing. @throws {TransientError} `ledger_unavailable` */
  keep(seenUntil: Date): Promise<void>;
}
