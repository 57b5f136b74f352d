import type { Profile } from '../messages/profile.ts';

/** A profile as it was read. */
export interface KeptProfile {
  readonly value: Profile;
  /** Grows by one with every write. */
  readonly version: number;
}

/** `lost`: somebody else wrote meanwhile; `kept` is what is there now. */
export type ProfileWrite =
  | { readonly kind: 'written'; readonly kept: KeptProfile }
  | { readonly kind: 'lost'; readonly kept: KeptProfile | undefined };

/**
 * Customers' segments as they shall be, and how far the CRM has them. All methods
 * @throws {TransientError} `contacts_unavailable`: a write may or may not have been applied
 */
export interface Profiles {
  /** The profile as it is (strongly consistent). Repeatable. */
  read(customerId: string): Promise<KeptProfile | undefined>;
  /** Puts a profile where `before` is still the last, or where there is still none. Repeatable: the second is `lost`. */
  replace(before: KeptProfile | undefined, next: Profile): Promise<ProfileWrite>;
}
