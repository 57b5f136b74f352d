import { z } from 'zod';
import type { Call } from './call.ts';
import { type CxoneDesk, type CxoneOutcome, done, refused } from './cxone-errors.ts';
import type { Route } from './openapi-route.ts';
import type { DoNotCallEntry } from './platform.ts';

const Records = z.object({
  dncGroupRecords: z.array(z.object({ phoneNumber: z.coerce.string(), expiredDate: z.string().optional() })),
});

/** Digits, with or without a plus: what the contract's search takes, too. */
const NUMBER = /^\+?[0-9]{7,15}$/;

/** The do-not-call groups of a business unit. */
export interface DncDesk {
  readonly work: CxoneDesk;
  /** Which numbers are in which group now, in the order they came. */
  entries(): readonly DoNotCallEntry[];
}

/** A desk with these groups, all empty. A number is in a group once: adding it again replaces its end. */
export function dncDesk(groupIds: readonly string[], now: () => Date): DncDesk {
  const entries = new Map<string, DoNotCallEntry>();
  const live = (): readonly DoNotCallEntry[] =>
    [...entries.values()].filter(
      ({ expirationDateTime }) => expirationDateTime === undefined || new Date(expirationDateTime) > now(),
    );

  /** A record that does not fit is counted in the answer, whose status is 200 all the same. */
  function onGroup(route: Route, call: Call, write: (entry: DoNotCallEntry) => void): CxoneOutcome | object {
    const listId = route.pathValues.groupId ?? '';
    if (!groupIds.includes(listId)) return refused(404, 'no such DNC group');
    const results = Records.parse(call.body).dncGroupRecords.map(({ phoneNumber, expiredDate }) => {
      const fits = NUMBER.test(phoneNumber);
      if (fits)
        write({ listId, phoneNumber, ...(expiredDate !== undefined && { expirationDateTime: expiredDate }) });
      return fits
        ? { success: true, formattedPhone: phoneNumber }
        : { success: false, error: 'phone number is not valid', formattedPhone: phoneNumber };
    });
    return { errorCount: results.filter(({ success }) => !success).length, recordResults: results };
  }
  const keyOf = ({ listId, phoneNumber }: DoNotCallEntry): string => `${listId} ${phoneNumber}`;
  const isOutcome = (value: CxoneOutcome | object): value is CxoneOutcome => 'kind' in value;

  return {
    work: {
      getDncGroup(_, { pathValues }) {
        const id = pathValues.groupId ?? '';
        if (!groupIds.includes(id)) return refused(404, 'no such DNC group');
        return done(200, { resultSet: { dncGroups: [{ dncGroupId: Number(id), isActive: true }] } });
      },
      addDncRecords(call, route) {
        const added = onGroup(route, call, (entry) => entries.set(keyOf(entry), entry));
        return isOutcome(added) ? added : done(200, { resultSet: added });
      },
      expireDncRecords(call, route) {
        const removed = onGroup(route, call, (entry) => entries.delete(keyOf(entry)));
        return isOutcome(removed) ? removed : done(200, removed);
      },
      searchDnc(call) {
        const number = call.query.phoneNumber?.[0] ?? '';
        const found = live().filter(({ phoneNumber }) => phoneNumber === number);
        return done(200, {
          searchResults: found.map(({ listId, phoneNumber, expirationDateTime }) => ({
            dncGroupId: Number(listId),
            formattedPhone: phoneNumber,
            expiredDate: expirationDateTime ?? null,
          })),
        });
      },
    },
    entries: live,
  };
}
