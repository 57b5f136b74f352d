import type { PreviewId } from './previews.ts';

/** Leaves messages for the worker of previews. They may arrive more than once, late, or in any order. */
export interface PreviewOutbox {
  /**
   * Contacts to be looked at, in as many messages as it takes.
   * @throws {TransientError} some messages may not have been left
   */
  look(ids: readonly PreviewId[]): Promise<void>;
}
