/** A request may leave now, or is worth asking for again from `until` on. */
export type CrmTurn =
  | { readonly kind: 'slot' }
  | { readonly kind: 'refused'; readonly reason: string; readonly until: Date };

/**
 * Whose turn it is at the CRM: every request of segmentation takes a turn first. The seam where the shared budget of
 * the CRM's requests is drawn on. All methods @throws {TransientError}
 */
export interface CrmTurns {
  /** Resolves when the turn has come; `refused` when none comes before `latest`. A turn not used is wasted. */
  take(kind: 'first' | 'retry', latest: Date): Promise<CrmTurn>;
  /** Tells how a request ended. Repeatable. */
  ended(ending: 'answered' | 'failed'): Promise<void>;
  /** The CRM asked everybody to wait until then. Never shortens a longer wait. Repeatable. */
  hold(until: Date): Promise<void>;
}
