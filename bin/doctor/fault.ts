/** Something about a stage that will go wrong, and what mends it. */
export interface Fault {
  /** The part of the stage it belongs to. */
  readonly area: 'settings' | 'secrets' | 'platform' | 'crm' | 'desk' | 'events';
  /** What it is about: a setting, a secret, a permission, a routing queue ... */
  readonly subject: string;
  /** What is wrong, without anything secret or personal. */
  readonly fault: string;
  /** The command that mends it. */
  readonly mend: string;
}

/** What one look gives. */
export interface Findings {
  readonly faults: readonly Fault[];
  /** What could not be looked at, and why. */
  readonly unseen: readonly string[];
}

/** Findings of several looks as one. */
export const together = (all: readonly Findings[]): Findings => ({
  faults: all.flatMap(({ faults }) => faults),
  unseen: all.flatMap(({ unseen }) => unseen),
});
