import type { AlertEnd } from '../messages/alert-state.ts';
import type { Admission, AlertState, Ledger, NewAlert, Reservation } from '../ports/ledger.ts';
import type { Random } from '../ports/random.ts';
import type { DynamoTable } from './dynamo-table.ts';
import * as conditions from './ledger-conditions.ts';
import { ledgerDecisions } from './ledger-decisions.ts';
import { ledgerDue } from './ledger-due.ts';
import { erasureKey } from './ledger-erasures.ts';
import {
  alertFrom,
  alertKey,
  bornAlert,
  DIALING_SWITCH,
  expiresAt,
  followUpKey,
  instant,
  itemOf,
  logEntry,
  quarantineKey,
  slotFrom,
  slotKey,
  tallied,
  type Value,
  webhookKey,
} from './ledger-items.ts';
import { placeOrKeep } from './ledger-placement.ts';
import { ringingLedger } from './ledger-ringing.ts';
import { dialingSwitch, stopFrom } from './ledger-switch.ts';
import { ledgerTable } from './ledger-table.ts';

/** A slot that expired between a refusal and the look at it is asked for again this often. */
const SLOT_TRIES = 3;

const QUARANTINE_DAYS = 30;
const FOLLOW_UP_DAYS = 30;

/** Longer than any sender's schedule of repeats, and than our own dead letters are kept. */
const WEBHOOK_DAYS = 30;

/** The ledger on one DynamoDB table, or on anything that evaluates the same expressions. */
export function dynamoLedger(table: DynamoTable, tableName: string, random: Random): Ledger {
  const items = ledgerTable(table, tableName, random);
  const { change, changeQuietly } = items;
  const decisions = ledgerDecisions(items);

  async function admit(
    alert: NewAlert,
    now: Date,
    state: AlertState,
    rest: Record<string, Value>,
  ): Promise<Admission> {
    const token = random.id();
    const attributes = { ...bornAlert(alert, now), st: state, tok: token, ...rest };
    const there = await items.born(attributes, token);
    return there
      ? { kind: 'known', alert: alertFrom(there) }
      : { kind: 'admitted', alert: alertFrom(itemOf(attributes)) };
  }

  async function reserveOnce(alert: NewAlert, now: Date, until: Date): Promise<Reservation> {
    const refused = await items.attempt(conditions.reserveSlot(alert, now, until));
    if (!refused) return { kind: 'owned', until };
    const slot = refused.item && slotFrom(refused.item);
    if (!slot || slot.until <= now) return { kind: 'contended' };
    if (slot.owner === alert.key) return { kind: 'owned', until: slot.until };
    return { kind: 'held', by: slot.owner, certain: refused.attempts === 1 };
  }

  return {
    ...ringingLedger(items, () => random.id()),
    ...dialingSwitch(items),
    ...ledgerDue(items),

    async readToDial(key) {
      const found = await items.batch([alertKey(key), DIALING_SWITCH], true);
      const alert = found.get(alertKey(key));
      const stop = stopFrom(found.get(DIALING_SWITCH));
      return { ...(alert && { alert: alertFrom(alert) }), ...(stop && { stop }) };
    },

    async look(key, customerId, sensorId) {
      const slotPk = slotKey({ customerId, sensorId });
      const erasedPk = erasureKey(customerId);
      const found = await items.batch([alertKey(key), slotPk, erasedPk], false);
      const alert = found.get(alertKey(key));
      const slot = found.get(slotPk);
      return {
        ...(alert && { alert: alertFrom(alert) }),
        ...(slot && { slot: slotFrom(slot) }),
        erased: found.has(erasedPk),
      };
    },

    async read(key) {
      const item = await items.strongly(alertKey(key));
      return item && alertFrom(item);
    },

    async readStory(key) {
      const found = await items.batch([alertKey(key), quarantineKey(key), DIALING_SWITCH], true);
      const alert = found.get(alertKey(key));
      const mark = found.get(quarantineKey(key));
      const stop = stopFrom(found.get(DIALING_SWITCH));
      return {
        ...(alert && { alert: await decisions.withWhole(alert) }),
        ...(stop && { stop }),
        ...(mark && { quarantined: { reason: mark.why?.S ?? '', at: instant(mark.at) ?? new Date(0) } }),
      };
    },

    admitSuppressed: (alert, by, now) =>
      admit(alert, now, 'SUPPRESSED', {
        by,
        end: 'suppressed' satisfies AlertEnd,
        log: [logEntry({ at: now, state: 'SUPPRESSED', reason: `slot held by ${by}` })],
      }),

    admitOpen: (alert, now, nextAt) =>
      admit(alert, now, 'OPEN', {
        nextAt: nextAt.getTime(),
        log: [logEntry({ at: now, state: 'OPEN', reason: 'admitted' })],
      }),

    async quarantine(copy) {
      const fields = {
        why: copy.reason,
        at: copy.now.getTime(),
        edge: copy.edgeId,
        hash: copy.hash,
        expiresAt: expiresAt(copy.now, QUARANTINE_DAYS),
      };
      const counted = copy.isAlert
        ? { ...tallied(copy.key, copy.now), end: 'quarantined' satisfies AlertEnd }
        : {};
      await items.born({ pk: `${quarantineKey(copy.key)}#${copy.hash}`, ...fields, ...counted });
      await items.put({ pk: quarantineKey(copy.key), ...fields });
    },

    countDuplicate: (key) => changeQuietly(conditions.countDuplicate(key)),
    countSuppressed: (owner) => changeQuietly(conditions.countSuppressed(owner)),

    async reserveSlot(alert, now, until) {
      for (let tries = 1; ; tries++) {
        const reservation = await reserveOnce(alert, now, until);
        if (reservation.kind !== 'contended' || tries === SLOT_TRIES)
          return uncertainAfter(tries, reservation);
      }
    },

    suppress: (alert, by, now) => change((ours) => conditions.suppress(alert, ours, by, now)),
    claim: (alert, nextAt) => change((ours) => conditions.claim(alert, ours, nextAt)),
    wait: (alert, nextAt, reason) => changeQuietly(conditions.waitUntil(alert, nextAt, reason)),
    async openCase(alert, refusal) {
      await decisions.keepWhole(alert.key, refusal.decision);
      return change((ours) => conditions.openCase(alert, ours, refusal));
    },

    async grant(alert, granted) {
      await decisions.keepWhole(alert.key, granted.decision);
      return change((ours) => conditions.grant(alert, ours, granted));
    },
    returnGrant: (alert, reason, notBefore, nextAt, now) =>
      change((ours) => conditions.returnGrant(alert, ours, { reason, notBefore, nextAt, now })),
    recordPlaced: (alert, acceptance) => placeOrKeep(items, alert, acceptance),
    confirmPlaced: (alert, acceptance) => change((ours) => conditions.confirmPlaced(alert, ours, acceptance)),
    recordRejected: (alert, refusal) => change((ours) => conditions.recordRejected(alert, ours, refusal)),
    recordUncertain: (alert, reason, now, nextAt) =>
      change((ours) => conditions.recordUncertain(alert, ours, reason, now, nextAt)),
    expireGrant: (alert, now, nextAt) => change((ours) => conditions.expireGrant(alert, ours, now, nextAt)),
    giveUp: (alert, now) => change((ours) => conditions.giveUp(alert, ours, now)),

    async releaseSlot(alert) {
      if (alert.releaseAt) await changeQuietly(conditions.releaseSlot(alert, alert.releaseAt));
    },
    recordTask: (alert, task) => change((ours) => conditions.recordTask(alert, ours, task)),
    recordTaskRefused: (alert, now) => change((ours) => conditions.recordTaskRefused(alert, ours, now)),

    async findTask(followUpId) {
      const item = await items.strongly(followUpKey(followUpId));
      return item?.task?.S;
    },
    async keepTask(followUpId, taskId, now) {
      await items.born({
        pk: followUpKey(followUpId),
        task: taskId,
        expiresAt: expiresAt(now, FOLLOW_UP_DAYS),
      });
    },

    async claimWebhook(webhookId, edgeId, now) {
      const there = await items.born({
        pk: webhookKey(webhookId),
        edge: edgeId,
        expiresAt: expiresAt(now, WEBHOOK_DAYS),
      });
      if (!there) return 'new';
      return there.edge?.S === edgeId ? 'ours' : 'replayed';
    },
  };
}

/** A refusal that took several asks is no first refusal: an earlier ask may have been applied late. */
function uncertainAfter(tries: number, reservation: Reservation): Reservation {
  return reservation.kind === 'held' && tries > 1 ? { ...reservation, certain: false } : reservation;
}
