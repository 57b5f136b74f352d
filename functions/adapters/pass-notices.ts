import * as z from 'zod/mini';
import type { PassNotice, PassNotices } from '../ports/pass-notices.ts';
import { type Item, instant, type Value } from './ledger-items.ts';
import type { LedgerTable } from './ledger-table.ts';
import { update } from './ledger-update.ts';

const Kept = z.object({ begunAt: z.coerce.date(), cursor: z.string(), clean: z.boolean() });

/**
 * Wishes for a pass in one item of the ledger, which has an appointment while the wish is open. `appointment`: where a
 * new wish stands on the index; without a partition it stands nowhere, and whoever passes reads the item itself.
 */
export function passNotices(
  items: LedgerTable,
  key: string,
  newToken: () => string,
  appointment: (now: Date) => Readonly<Record<string, Value>>,
): PassNotices {
  const ours = (notice: PassNotice) => ({ when: '#tok = :tok', values: { tok: notice.token } });

  return {
    ask: (now) => items.put({ pk: key, ...appointment(now), askedAt: now.getTime(), tok: newToken() }),

    async read() {
      const item = await items.strongly(key);
      return item?.nextAt && noticeFrom(item);
    },

    keep: (notice, { pass, nextAt }) =>
      items.changeQuietly(
        update(key, {
          set: { nextAt: nextAt.getTime(), ...(pass && { pass: JSON.stringify(pass) }) },
          remove: pass ? [] : ['pass'],
          ...ours(notice),
        }),
      ),

    // Off the index; the item stays, because the next wish writes over it.
    end: (notice) => items.changeQuietly(update(key, { remove: ['nextAt', 'pass'], ...ours(notice) })),
  };
}

function noticeFrom(item: Item): PassNotice {
  const pass = item.pass?.S;
  return {
    askedAt: instant(item.askedAt) ?? new Date(0),
    token: item.tok?.S ?? '',
    nextAt: instant(item.nextAt) ?? new Date(0),
    ...(pass !== undefined && { pass: Kept.parse(JSON.parse(pass)) }),
  };
}
