import { TransientError } from '../errors.ts';
import type { Profiles } from '../ports/profiles.ts';
import { erased } from './profile-steps.ts';

const TRIES = 20;

/**
 * Forgets a customer's segments for good: what is left keeps every later completion from bringing the customer back.
 * A write that is under way ends within its lease (15 s); what it may have created in the CRM is deleted after that.
 * Repeatable. @throws {TransientError} the profile cannot be reached
 */
export async function eraseProfile(customerId: string, profiles: Profiles): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await profiles.read(customerId);
    if (before?.value.state === 'ERASED') return;
    const write = await profiles.replace(before, erased(before?.value, customerId));
    if (write.kind === 'written') return;
  }
  throw new TransientError('profile_contended', 'others change the segments of this customer all the time');
}
