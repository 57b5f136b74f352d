import type { Acceptance, AlertRecord, Grant, NewAlert, OpenedTask, Refusal } from '../ports/ledger.ts';
import { decisionOnAlert } from './decision-text.ts';
import { alertKey, expiresAt, slotKey, type Value } from './ledger-items.ts';
import { caseAppointment, ringAppointment } from './ledger-ring-conditions.ts';
import {
  type ConditionalUpdate,
  LONGEST_STORY,
  mine,
  move,
  step,
  type UpdateParts,
  update,
} from './ledger-update.ts';

/*
 * Every conditional write of the dialing protocol, one function a row of its table (`dialing-protocol.md`
 * section 3). Pure: the adapter adds the table's name and sends it, the simulator evaluates it.
 * `token` is new per write and the same on its retries, so that our own write, its reply lost, is recognised.
 */

const SLOT_REMEMBERED_DAYS = 1;

/** S1: take or extend the slot. The last branch lets an owner extend it but never shorten it. */
export function reserveSlot(alert: NewAlert, now: Date, until: Date): ConditionalUpdate {
  return update(slotKey(alert), {
    set: { owner: alert.key, until: until.getTime(), expiresAt: expiresAt(until, SLOT_REMEMBERED_DAYS) },
    when: 'attribute_not_exists(#pk) OR #until <= :now OR (#owner = :owner AND #until < :until)',
    values: { now: now.getTime() },
  });
}

/** L1: give the slot back early; never touches a slot that another owns. */
export function releaseSlot(alert: AlertRecord, until: Date): ConditionalUpdate {
  return update(slotKey(alert), {
    set: { until: until.getTime(), expiresAt: expiresAt(until, SLOT_REMEMBERED_DAYS) },
    when: '#owner = :owner AND #until > :until',
    values: { owner: alert.key },
  });
}

/** S2: the first pass suppresses its own alert. */
export function suppress(alert: AlertRecord, token: string, by: string, now: Date): ConditionalUpdate {
  return move(alert, token, step(now, 'SUPPRESSED', `slot held by ${by}`), {
    set: { by },
    remove: ['nextAt'],
    when: '#ver = :was AND #st = :OPEN',
    values: { was: 1 },
  });
}

/** C1: any later pass over an open alert. */
export function claim(alert: AlertRecord, token: string, nextAt: Date): ConditionalUpdate {
  return update(alertKey(alert.key), {
    set: { tok: token, nextAt: nextAt.getTime() },
    add: { ver: 1, hints: 1 },
    when: '#ver = :was AND #st = :OPEN',
    values: { was: alert.version },
  });
}

/** A wait of an open alert, or of a pending case: only recovery's appointment moves, so no version is taken. */
export function waitUntil(alert: AlertRecord, nextAt: Date, reason: string): ConditionalUpdate {
  return update(alertKey(alert.key), {
    set: { nextAt: nextAt.getTime(), wait: reason },
    when: '#st = :state',
    values: { state: alert.state },
  });
}

/** C2, D1: no call, a case instead. `nextAt` stays: changing an index key costs two units. */
export function openCase(alert: AlertRecord, token: string, refusal: Refusal): ConditionalUpdate {
  return move(alert, token, step(refusal.now, 'CASE_PENDING', refusal.reason), {
    set: refusalFields(refusal),
    when: '#ver = :was AND #st = :OPEN',
    values: { was: alert.version },
  });
}

/** G2: the right to send one request. */
export function grant(alert: AlertRecord, token: string, granted: Grant): ConditionalUpdate {
  const steps = [...granted.earlier, step(granted.now, 'PLACING', 'granted')];
  return update(alertKey(alert.key), {
    set: {
      st: 'PLACING',
      tok: token,
      attempt: granted.attemptId,
      sendBy: granted.sendBy.getTime(),
      deadline: granted.deadline.getTime(),
      decision: decisionOnAlert(granted.decision).text,
      phone: granted.maskedPhone,
      ...(granted.contactListId !== undefined && { list: granted.contactListId }),
      ...(granted.nextAt.getTime() === alert.nextAt?.getTime() ? {} : { nextAt: granted.nextAt.getTime() }),
    },
    add: { ver: 1 },
    remove: ['wait', ...(isCalledBackNow(alert, granted) ? ['list'] : [])],
    log: alert.transitions.length < LONGEST_STORY ? steps : [],
    when: '#ver = :was AND #st = :OPEN',
    values: { was: alert.version },
  });
}

/** An earlier request was for a campaign, and this one is not. */
const isCalledBackNow = (alert: AlertRecord, granted: Grant): boolean =>
  alert.contactListId !== undefined && granted.contactListId === undefined;

/** P1: not sent, or refused with proof. */
export function returnGrant(
  alert: AlertRecord,
  token: string,
  returned: { readonly reason: string; readonly notBefore: Date; readonly nextAt: Date; readonly now: Date },
): ConditionalUpdate {
  return move(alert, token, step(returned.now, 'OPEN', returned.reason), {
    set: {
      notBefore: returned.notBefore.getTime(),
      nextAt: returned.nextAt.getTime(),
      wait: returned.reason,
    },
    when: '#attempt = :mine AND #st = :PLACING',
    values: mine(alert),
  });
}

/** P2: accepted. From here on it may ring, and its permission may end first. */
export function recordPlaced(alert: AlertRecord, token: string, acceptance: Acceptance): ConditionalUpdate {
  return move(alert, token, step(acceptance.now, 'PLACED', 'accepted by the platform'), {
    ...placed(acceptance),
    when: '#attempt = :mine AND #st IN (:PLACING, :UNCERTAIN)',
    values: mine(alert),
  });
}

/** X2: a look-up found the call. */
export function confirmPlaced(alert: AlertRecord, token: string, acceptance: Acceptance): ConditionalUpdate {
  return move(alert, token, step(acceptance.now, 'PLACED', 'found on the platform'), {
    ...placed(acceptance),
    when: '#ver = :was AND #st = :UNCERTAIN',
    values: { was: alert.version },
  });
}

/**
 * P3: accepted, but a case was opened meanwhile, whatever became of it: the state stays, as `there` has it. A case that
 * has its task is looked at at once, so that the task is told. The version moves, so that no look of before undoes this.
 */
export function recordEvidence(
  alert: AlertRecord,
  there: AlertRecord,
  { callId, now }: Acceptance,
): ConditionalUpdate {
  return update(alertKey(alert.key), {
    set: {
      evidence: callId,
      ring: 'waiting',
      ...(there.state === 'CASE_PENDING' ? {} : ringAppointment(now, now)),
    },
    add: { ver: 1 },
    when: '#attempt = :mine AND #st = :there AND attribute_not_exists(#call) AND attribute_not_exists(#evidence)',
    values: { ...mine(alert), there: there.state },
  });
}

/** P4: refused for good. */
export function recordRejected(alert: AlertRecord, token: string, refusal: Refusal): ConditionalUpdate {
  return move(alert, token, step(refusal.now, 'CASE_PENDING', refusal.reason), {
    set: refusalFields(refusal),
    when: '#attempt = :mine AND #st = :PLACING',
    values: mine(alert),
  });
}

/** P5: nobody knows. */
export function recordUncertain(
  alert: AlertRecord,
  token: string,
  reason: string,
  now: Date,
  nextAt: Date,
): ConditionalUpdate {
  return move(alert, token, step(now, 'UNCERTAIN', reason), {
    set: { since: now.getTime(), nextAt: nextAt.getTime() },
    when: '#attempt = :mine AND #st = :PLACING',
    values: mine(alert),
  });
}

/** X1: a grant whose time is over. Never back to OPEN, whoever held it. */
export function expireGrant(alert: AlertRecord, token: string, now: Date, nextAt: Date): ConditionalUpdate {
  return move(alert, token, step(now, 'UNCERTAIN', 'grant expired without an answer'), {
    set: { since: now.getTime(), nextAt: nextAt.getTime() },
    when: '#ver = :was AND #st = :PLACING',
    values: { was: alert.version },
  });
}

/** X3: unknown for too long. No release: the phone may have rung. */
export function giveUp(alert: AlertRecord, token: string, now: Date): ConditionalUpdate {
  return move(alert, token, step(now, 'CASE_PENDING', 'unconfirmed'), {
    set: { why: 'unconfirmed', decidedAt: now.getTime() },
    when: '#ver = :was AND #st = :UNCERTAIN',
    values: { was: alert.version },
  });
}

/** K1: the task exists, and has been told of the evidence there was. Evidence that came meanwhile must be told first. */
export function recordTask(alert: AlertRecord, token: string, task: OpenedTask): ConditionalUpdate {
  const told: Record<string, Value> = task.noted === undefined ? {} : { noted: task.noted };
  return move(alert, token, step(task.now, 'CASED', 'follow-up opened'), {
    ...withoutAppointment(alert, task.now, { followUp: task.followUpId, task: task.taskId, ...told }),
    ...(alert.evidence === undefined
      ? { when: '#st = :CASE_PENDING AND attribute_not_exists(#evidence)' }
      : { when: '#st = :CASE_PENDING AND #evidence = :known', values: { known: alert.evidence } }),
  });
}

/** The CRM refuses the task for good: an operator must look. */
export function recordTaskRefused(alert: AlertRecord, token: string, now: Date): ConditionalUpdate {
  return move(alert, token, step(now, 'QUARANTINED', 'follow_up_refused'), {
    ...withoutAppointment(alert, now, { why: 'follow_up_refused' }),
    when: '#st = :CASE_PENDING',
  });
}

/** A4: one more post of the same alert. Takes no version: it changes nothing that matters. */
export function countDuplicate(key: string): ConditionalUpdate {
  return update(alertKey(key), { add: { duplicates: 1 }, when: 'attribute_exists(#pk)' });
}

/** One more alert that this one's slot suppressed. Takes no version: it changes nothing that matters. */
export function countSuppressed(owner: string): ConditionalUpdate {
  return update(alertKey(owner), { add: { suppressed: 1 }, when: 'attribute_exists(#pk)' });
}

function refusalFields(refusal: Refusal): Record<string, Value> {
  return {
    why: refusal.reason,
    decidedAt: refusal.now.getTime(),
    ...(refusal.releaseAt ? { rel: refusal.releaseAt.getTime() } : {}),
    ...(refusal.lostTo ? { by: refusal.lostTo } : {}),
    ...(refusal.decision ? { decision: decisionOnAlert(refusal.decision).text } : {}),
    ...(refusal.maskedPhone ? { phone: refusal.maskedPhone } : {}),
  };
}

function placed({ callId, now, ringLookAt }: Acceptance): Pick<UpdateParts, 'set' | 'remove'> {
  return {
    set: { call: callId, ring: 'waiting', ...ringAppointment(now, ringLookAt) },
    remove: ['notBefore', 'wait'],
  };
}

/** The case is closed; one that nobody could confirm is looked at once more when its call must have rung. */
function withoutAppointment(
  alert: AlertRecord,
  now: Date,
  set: Record<string, Value>,
): Pick<UpdateParts, 'set' | 'remove'> {
  const appointment = alert.why === 'unconfirmed' ? caseAppointment(alert, now) : undefined;
  return appointment
    ? { set: { ...set, ...appointment }, remove: ['wait'] }
    : { set, remove: ['nextAt', 'wait'] };
}
