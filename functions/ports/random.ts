/** Where ids and jitter come from. */
export interface Random {
  /** 128 unguessable bits as 32 lower-case hex digits; new on every call. */
  id(): string;
  /** A number in [0, 1). */
  fraction(): number;
}
