import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { AlertRecord, AlertState, Grant, NewAlert, Refusal, Transition } from '../ports/ledger.ts';
import { alertKey, attribute, expiresAt, logEntry, slotKey, type Value } from './ledger-items.ts';

/**
 * Every conditional write of the dialing protocol, one function a row of its table (`dialing-protocol.md`
 * section 3). Pure: the adapter adds the table's name and sends it, the simulator evaluates it.
 * `token` is new per write and the same on its retries, so that our own write, its reply lost, is recognised.
 */
export type ConditionalUpdate = Omit<UpdateItemCommandInput, 'TableName'>;

const SLOT_REMEMBERED_DAYS = 1;

/** A story longer than this is not extended by refused attempts: the item must stay small. */
const LONGEST_STORY = 24;

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
      decision: JSON.stringify(granted.decision),
      phone: granted.maskedPhone,
      ...(granted.nextAt.getTime() === alert.nextAt?.getTime() ? {} : { nextAt: granted.nextAt.getTime() }),
    },
    add: { ver: 1 },
    remove: ['wait'],
    log: alert.transitions.length < LONGEST_STORY ? steps : [],
    when: '#ver = :was AND #st = :OPEN',
    values: { was: alert.version },
  });
}

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

/** P2: accepted. */
export function recordPlaced(
  alert: AlertRecord,
  token: string,
  callId: string,
  now: Date,
): ConditionalUpdate {
  return move(alert, token, step(now, 'PLACED', 'accepted by the platform'), {
    set: { call: callId },
    remove: ['nextAt', 'notBefore', 'wait'],
    when: '#attempt = :mine AND #st IN (:PLACING, :UNCERTAIN)',
    values: mine(alert),
  });
}

/** P3: accepted, but a case was opened meanwhile, whatever became of it: the state stays. */
export function recordEvidence(alert: AlertRecord, callId: string): ConditionalUpdate {
  return update(alertKey(alert.key), {
    set: { evidence: callId },
    when: '#attempt = :mine AND #st IN (:CASE_PENDING, :CASED, :QUARANTINED)',
    values: mine(alert),
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

/** K1: the task exists. */
export function recordTask(
  alert: AlertRecord,
  token: string,
  task: { readonly followUpId: string; readonly taskId: string; readonly now: Date },
): ConditionalUpdate {
  return move(alert, token, step(task.now, 'CASED', 'follow-up opened'), {
    set: { followUp: task.followUpId, task: task.taskId },
    remove: ['nextAt', 'wait'],
    when: '#st = :CASE_PENDING',
  });
}

/** The CRM refuses the task for good: an operator must look. */
export function recordTaskRefused(alert: AlertRecord, token: string, now: Date): ConditionalUpdate {
  return move(alert, token, step(now, 'QUARANTINED', 'follow_up_refused'), {
    set: { why: 'follow_up_refused' },
    remove: ['nextAt', 'wait'],
    when: '#st = :CASE_PENDING',
  });
}

/** A4: one more post of the same alert. Takes no version: it changes nothing that matters. */
export function countDuplicate(key: string): ConditionalUpdate {
  return update(alertKey(key), { add: { duplicates: 1 }, when: 'attribute_exists(#pk)' });
}

interface Parts {
  readonly set?: Readonly<Record<string, Value>>;
  readonly add?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
  readonly log?: readonly Transition[];
  readonly when: string;
  readonly values?: Readonly<Record<string, Value>>;
}

/** A transition: new state, next version, new token, one more line in the story. */
function move(alert: AlertRecord, token: string, to: Transition, parts: Parts): ConditionalUpdate {
  const tooLong = to.state === 'OPEN' && alert.transitions.length >= LONGEST_STORY;
  return update(alertKey(alert.key), {
    ...parts,
    set: { st: to.state, tok: token, ...parts.set },
    add: { ver: 1 },
    log: tooLong ? [] : [to],
  });
}

function update(key: string, parts: Parts): ConditionalUpdate {
  const set = Object.entries(parts.set ?? {});
  const add = Object.entries(parts.add ?? {});
  const assignments = set.map(([name]) => `#${name} = :${name}`);
  if (parts.log?.length) assignments.push('#log = list_append(#log, :log)');
  const expression = [
    assignments.length > 0 ? `SET ${assignments.join(', ')}` : '',
    parts.remove?.length ? `REMOVE ${parts.remove.map((name) => `#${name}`).join(', ')}` : '',
    add.length > 0 ? `ADD ${add.map(([name]) => `#${name} :add_${name}`).join(', ')}` : '',
  ]
    .filter(Boolean)
    .join(' ');
  const values: Record<string, Value> = { ...parts.set, ...parts.values };
  for (const [name, by] of add) values[`add_${name}`] = by;
  for (const [, state] of parts.when.matchAll(/:([A-Z_]{2,})/g)) if (state) values[state] = state;
  if (parts.log?.length) values.log = parts.log.map(logEntry);
  return {
    Key: { pk: { S: key } },
    UpdateExpression: expression,
    ConditionExpression: parts.when,
    ExpressionAttributeNames: namesIn(`${expression} ${parts.when}`),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`:${name}`, attribute(value)]),
    ),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

function namesIn(expression: string): Record<string, string> {
  return Object.fromEntries(
    [...expression.matchAll(/#(\w+)/g)].map(([placeholder, name = '']) => [placeholder, name]),
  );
}

const step = (at: Date, state: AlertState, reason: string): Transition => ({ at, state, reason });

const mine = (alert: AlertRecord): Record<string, Value> => ({ mine: alert.attemptId ?? '' });

function refusalFields(refusal: Refusal): Record<string, Value> {
  return {
    why: refusal.reason,
    decidedAt: refusal.now.getTime(),
    ...(refusal.releaseAt ? { rel: refusal.releaseAt.getTime() } : {}),
    ...(refusal.lostTo ? { by: refusal.lostTo } : {}),
    ...(refusal.decision ? { decision: JSON.stringify(refusal.decision) } : {}),
    ...(refusal.maskedPhone ? { phone: refusal.maskedPhone } : {}),
  };
}
