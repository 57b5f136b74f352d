/** One effect on the world outside the functions, as it is about to happen. */
export interface Effect {
  /** A service's signing name, or a simulated vendor's. */
  readonly system: string;
  /** The service's action, or the vendor's operation id. */
  readonly action: string;
  /** Who has it; undefined for the system itself and for clients, and for vendors, who do not know who asks. */
  readonly functionName: string | undefined;
}

/**
 * Stands between effects and the world, so that a test can end a process right before or right after one. It carries
 * the effect out by `perform`, once or never, and its answer is the caller's.
 */
export type EffectTap = <Answer>(effect: Effect, perform: () => Promise<Answer>) => Promise<Answer>;

/** Lets every effect happen. */
export const openTap: EffectTap = (_effect, perform) => perform();
