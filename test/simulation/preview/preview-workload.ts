import type { Customer } from '../../../functions/messages/customer.ts';
import { customer, HOUR, MINUTE, NEW_YORK } from '../../support/builders.ts';
import type { Chance } from '../chance.ts';

/** Before the window of New York opens, in the day, and shortly before the window closes. */
const STARTS = ['03T12:40', '03T14:00', '03T22:30', '04T00:05', '04T00:35'].map((utc) =>
  Date.parse(`2026-03-${utc}:00.000Z`),
);

/** Something from outside: when, and how `--without` names it. */
interface Happening {
  readonly at: number;
  readonly name: string;
}

/** A push as the door takes it. */
interface PushBody {
  readonly campaignId: string;
  readonly contacts: readonly {
    readonly contactId: string;
    readonly phoneNumber: string;
    readonly externalContactId: string;
  }[];
}

/** What happens in one run. Instants are epoch milliseconds. */
export interface Workload {
  readonly start: number;
  readonly lengthMs: number;
  readonly customers: readonly Customer[];
  readonly pushes: readonly (Happening & { readonly body: PushBody })[];
  readonly suppressions: readonly (Happening & { readonly phone: string })[];
  /** The CRM gives a customer another tier. */
  readonly changes: readonly (Happening & { readonly customerId: string; readonly accountTier: string })[];
}

export const beginningOf = (chance: Chance): number => chance.pick(STARTS);

const TIERS = ['enterprise', 'standard', undefined];

/** Customers of all tiers, pushes that are repeated and come late, people who want no calls, and tiers that change. */
export function previewWorkload(chance: Chance, start: number, campaignId: string): Workload {
  const lengthMs = chance.pick([5 * MINUTE, 30 * MINUTE, 2 * HOUR]);
  const within = (): number => start + chance.between(0, lengthMs);
  const customers = Array.from({ length: chance.whole(1, 4) }, (_, nth): Customer => {
    const { accountTier: _tier, ...untold } = customer({
      customerId: `C-${nth}`,
      phoneNumber: `+1212555010${nth}`,
      timeZone: NEW_YORK,
      doNotDisturb: chance.happens(0.1),
    });
    const accountTier = chance.pick(TIERS);
    return { ...untold, ...(accountTier !== undefined && { accountTier }) };
  });
  const contacts = customers.flatMap(({ customerId, phoneNumber }, nth) =>
    Array.from({ length: chance.whole(1, 3) }, (_, more) => ({
      contactId: `P_${nth}_${more}`,
      phoneNumber,
      externalContactId: customerId,
    })),
  );
  const pushes = Array.from({ length: chance.whole(1, 12) }, (_, nth) => {
    const at = within();
    const expirationTime = new Date(at + chance.magnitude(2 * MINUTE, 6 * HOUR)).toISOString();
    const pushed = contacts.filter(() => chance.happens(0.4));
    const body = {
      campaignId,
      contacts: pushed.length > 0 ? pushed : contacts,
      ...(chance.happens(0.5) && { priority: 'High' }),
      ...(chance.happens(0.7) && { expirationTime }),
    };
    return { at, name: `push:${nth}`, body };
  });
  /** Most is at stake right after somebody was pushed for the first time. */
  const firstPush = (phone: string): number =>
    Math.min(
      ...pushes
        .filter(({ body }) => body.contacts.some((one) => one.phoneNumber === phone))
        .map(({ at }) => at),
    );
  return {
    start,
    lengthMs,
    customers,
    pushes: pushes.flatMap((push) =>
      chance.happens(0.3)
        ? [push, { ...push, at: push.at + chance.magnitude(100, HOUR), name: `${push.name} again` }]
        : [push],
    ),
    suppressions: customers
      .filter(() => chance.happens(0.5))
      .map(({ phoneNumber, customerId }) => ({
        at: chance.happens(0.3)
          ? within()
          : Math.min(firstPush(phoneNumber), start + lengthMs) + chance.magnitude(100, 5 * MINUTE),
        name: `suppression:${customerId}`,
        phone: phoneNumber,
      })),
    changes: customers
      .filter(() => chance.happens(0.3))
      .map(({ customerId }) => ({
        at: within(),
        name: `tier:${customerId}`,
        customerId,
        accountTier: chance.pick(['enterprise', 'standard']),
      })),
  };
}
