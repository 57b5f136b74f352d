import type { RingLedger } from '../ports/ring-ledger.ts';
import { indexPages } from './index-pages.ts';
import { keyOfAlert, RING_NOTICE, RING_SHARD, RINGING_SHARD } from './ledger-items.ts';
import * as conditions from './ledger-ring-conditions.ts';
import { ringAppointment } from './ledger-ring-conditions.ts';
import type { LedgerTable } from './ledger-table.ts';
import { passNotices } from './pass-notices.ts';

/** The ringing part of the ledger, on the same table. `newToken`: new on every call. */
export function ringingLedger(items: LedgerTable, newToken: () => string): RingLedger {
  const { change, changeQuietly } = items;

  const notices = passNotices(items, RING_NOTICE, newToken, (now) => ringAppointment(now, now));
  const pages = indexPages(items, [RING_SHARD, RINGING_SHARD]);

  return {
    recordRung: (alert, now, why = 'rung') =>
      change((ours) => conditions.recordRung(alert, ours, { now, why })),
    recordWithdrawn: (alert, withdrawal) =>
      change((ours) => conditions.recordWithdrawn(alert, ours, withdrawal)),
    recordRingOfCase: (alert, call) => change((ours) => conditions.recordRingOfCase(alert, ours, call)),
    recordNoted: (alert, noted, now) => change((ours) => conditions.recordNoted(alert, ours, noted, now)),
    lookAgain: (alert, now, lookAt) => changeQuietly(conditions.lookAgain(alert, now, lookAt)),
    endRinging: (alert) => changeQuietly(conditions.endRinging(alert)),

    askForRingSweep: notices.ask,
    readRingNotice: notices.read,
    keepRingNotice: notices.keep,
    endRingNotice: notices.end,

    async ringing(now, cursor, limit) {
      // Those to be looked at, then those without a limit that may still ring.
      const from = (shard: string) => (shard === RINGING_SHARD ? now : new Date(0));
      const { pks, ...next } = await pages(cursor, limit, from);
      return { keys: pks.filter(isAlert).map(keyOfAlert), ...next };
    },

    async ringsDue(now, limit) {
      const pks = await items.dueIn(RING_SHARD, now, limit);
      return { keys: pks.filter(isAlert).map(keyOfAlert), notice: pks.includes(RING_NOTICE) };
    },
  };
}

const isAlert = (pk: string): boolean => pk !== RING_NOTICE;
