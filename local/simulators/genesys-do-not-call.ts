import { z } from 'zod';
import type { Call } from './call.ts';
import type { Outcome } from './genesys-callbacks.ts';
import type { Route } from './openapi-route.ts';
import type { DoNotCallEntry } from './platform.ts';

/** The form the platform documents for an entry's end: whole minutes, UTC. */
const Expiration = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/);
const Numbers = z.array(z.string());
const Change = z.looseObject({
  action: z.enum(['Add', 'Remove']).default('Add'),
  phoneNumbers: Numbers.default([]),
  expirationDateTime: Expiration.optional(),
});

/** The internal do-not-call lists of an organization. */
export interface DoNotCallDesk {
  read(route: Route): Outcome;
  append(route: Route, call: Call): Outcome;
  change(route: Route, call: Call): Outcome;
  /** What is on the lists, in the order it came. */
  entries(): readonly DoNotCallEntry[];
}

/** A desk with these lists, all empty. A number is on a list once: appending it again replaces its end. */
export function doNotCallDesk(listIds: readonly string[]): DoNotCallDesk {
  const entries = new Map<string, DoNotCallEntry>();

  const listOf = (route: Route): string | undefined =>
    listIds.find((id) => id === route.pathValues.dncListId);
  const onList = (route: Route, work: (listId: string) => void): Outcome => {
    const id = listOf(route);
    if (id === undefined) return unknownList(route);
    work(id);
    return { kind: 'done', status: 204 };
  };
  const add = (listId: string, numbers: readonly string[], expirationDateTime: string | undefined): void => {
    for (const phoneNumber of numbers) {
      const entry = { listId, phoneNumber, ...(expirationDateTime !== undefined && { expirationDateTime }) };
      entries.set(`${listId} ${phoneNumber}`, entry);
    }
  };

  return {
    read(route) {
      const id = listOf(route);
      if (id === undefined) return unknownList(route);
      const body = { id, name: id, version: 1, dncSourceType: 'rds', contactMethod: 'Phone' };
      return { kind: 'done', status: 200, body };
    },
    append(route, call) {
      const expiration = Expiration.optional().safeParse(call.query.expirationDateTime?.[0]);
      if (!expiration.success) return badExpiration;
      return onList(route, (id) => add(id, Numbers.parse(call.body), expiration.data));
    },
    change(route, call) {
      const change = Change.safeParse(call.body);
      if (!change.success) return badExpiration;
      const { action, phoneNumbers, expirationDateTime } = change.data;
      return onList(route, (id) => {
        if (action === 'Add') add(id, phoneNumbers, expirationDateTime);
        else for (const number of phoneNumbers) entries.delete(`${id} ${number}`);
      });
    },
    entries: () => [...entries.values()],
  };
}

const unknownList = (route: Route): Outcome => ({
  kind: 'refused',
  refusal: {
    status: 404,
    code: 'dnc.list.not.found',
    entity: { id: route.pathValues.dncListId ?? '', name: 'dncList' },
  },
});

const badExpiration: Outcome = {
  kind: 'refused',
  refusal: { status: 400, message: 'expirationDateTime must be yyyy-MM-ddTHH:mmZ' },
};
