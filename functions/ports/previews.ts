import type { Preview } from '../messages/preview.ts';
import type { PushedContact } from '../messages/preview-contacts.ts';

/** What one contact in one campaign is known by. */
export interface PreviewId {
  readonly contactId: string;
  readonly campaignId: string;
}

/** A contact as it was read. */
export interface KeptPreview {
  readonly value: Preview;
  readonly version: number;
}

/** `lost`: somebody else wrote meanwhile; `kept` is what is there now. */
export type PreviewWrite =
  | { readonly kind: 'written'; readonly kept: KeptPreview }
  | { readonly kind: 'lost'; readonly kept: KeptPreview | undefined };

/**
 * What is remembered of pushed contacts, without anything personal. All methods
 * @throws {TransientError} `ledger_unavailable`: a write may or may not have been applied
 */
export interface Previews {
  /** Strongly consistent. */
  read(id: PreviewId): Promise<KeptPreview | undefined>;
  /** Puts it where `before` is still the last, or where there is still none. Repeatable: the second is `lost`. */
  replace(before: KeptPreview | undefined, next: Preview): Promise<PreviewWrite>;
  /** Contacts whose appointment has come, at most `limit` of each of 16 shards. May be stale: read each again. */
  due(now: Date, limit: number): Promise<readonly PreviewId[]>;
  /** A page of the contacts that have not ended; `cursor` gives the next, absent after the last. May be stale. */
  page(
    cursor: string | undefined,
    limit: number,
  ): Promise<{ readonly ids: readonly PreviewId[]; readonly cursor?: string }>;
}

/**
 * Numbers and fields of pushed contacts, under references that tell nothing. All methods
 * @throws {TransientError} `contacts_unavailable`
 */
export interface PushedContacts {
  /** Keeps it until `until`. Repeatable. */
  keep(reference: string, contact: PushedContact, until: Date): Promise<void>;
  /** What is kept; `undefined` when it is not, or no longer. */
  read(reference: string, now: Date): Promise<PushedContact | undefined>;
}
