import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { Severity } from '../messages/alert-class.ts';
import { AlertState, Ring } from '../messages/alert-state.ts';
import type { AlertRecord, NewAlert, Slot, Transition } from '../ports/ledger.ts';
import { decisionFrom } from './decision-text.ts';

/** What an attribute may hold in our items. */
export type Value = string | number | readonly string[];
export type Item = Record<string, AttributeValue>;

const DAY_SECONDS = 24 * 60 * 60;

/** Alerts outlive the queue's and the dead letters' retention (14 + 14 days). */
export const ALERT_DAYS = 30;

/** Shards of the index `due`, so that one sweep never waits on one partition. */
export const DUE_SHARDS = 16;

export const alertKey = (key: string): string => `ALERT#${encodeURIComponent(key)}`;
export const slotKey = (alert: { customerId: string; sensorId: string }): string =>
  `SLOT#${encodeURIComponent(alert.customerId)}#${encodeURIComponent(alert.sensorId)}`;
export const quarantineKey = (key: string): string => `QUARANTINE#${encodeURIComponent(key)}`;
/** What a decision was made from, where that is too long for the alert. */
export const decisionKey = (key: string): string => `DECISION#${encodeURIComponent(key)}`;
export const followUpKey = (followUpId: string): string => `FOLLOWUP#${followUpId}`;
export const webhookKey = (webhookId: string): string => `WEBHOOK#${encodeURIComponent(webhookId)}`;
/** The one item that stops all dialing. */
export const DIALING_SWITCH = 'SWITCH#dialing';
/** The one item that asks for a pass over all waiting calls. */
export const RING_NOTICE = 'NOTICE#ring';
/** The one item that asks for a pass over all contacts that are offered to agents. */
export const PREVIEW_NOTICE = 'NOTICE#previews';
/** `shards`: what the partitions of one kind of item are called. */
export const shardName = (shard: number, shards = 'due'): string => `${shards}#${shard}`;
const shardOf = (key: string, shards: number): number =>
  (createHash('sha256').update(key).digest()[0] ?? 0) % shards;
/** The index partition an alert that has not ended belongs to. */
export const dueShard = (key: string): string => shardName(shardOf(key, DUE_SHARDS));
/** Shards of the index `tally`: every alert is written to it, and a partition of an index takes 1,000 writes a second. */
export const TALLY_SHARDS = 8;
/** A partition of the index `tally`. */
export const tallyName = (shard: number): string => `alerts#${shard}`;
/** Where and when something is counted that was taken in at `at`. `key`: spreads the writes. */
export const tallied = (key: string, at: Date): { readonly tally: string; readonly tallyAt: number } => ({
  tally: tallyName(shardOf(key, TALLY_SHARDS)),
  tallyAt: at.getTime(),
});
/** The index partition of calls that must be looked at. One: the platform takes far fewer calls than it takes writes. */
export const RING_SHARD = 'ring#look';
/** The index partition of calls that may ring for as long as they like. */
export const RINGING_SHARD = 'ring#free';

/** TTL attribute, epoch seconds. */
export const expiresAt = (from: Date, days: number): number =>
  Math.ceil(from.getTime() / 1000) + days * DAY_SECONDS;

export function attribute(value: Value): AttributeValue {
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'string') return { S: value };
  return { L: value.map((entry) => ({ S: entry })) };
}

/** Attributes as the engine takes them. */
export const itemOf = (attributes: Readonly<Record<string, Value>>): Item =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attribute(value)]));

/** Reads a stored instant, epoch milliseconds. */
export const instant = (value: AttributeValue | undefined): Date | undefined =>
  value?.N === undefined ? undefined : new Date(Number(value.N));

/** One step of the story in one short string: `<epoch ms>|<state>|<reason>`. */
export const logEntry = (step: Transition): string => `${step.at.getTime()}|${step.state}|${step.reason}`;

/** The attributes an alert is born with. Short names: every write is billed on the whole item. */
export function bornAlert(alert: NewAlert, now: Date): Record<string, Value> {
  return {
    pk: alertKey(alert.key),
    ver: 1,
    hash: alert.bodyHash,
    edge: alert.edgeId,
    cust: alert.customerId,
    sensor: alert.sensorId,
    type: alert.alertType,
    class: alert.className,
    sev: alert.severity,
    raised: alert.raisedAt.getTime(),
    ref: alert.telemetryRef,
    at: now.getTime(),
    shard: dueShard(alert.key),
    ...tallied(alert.key, now),
    expiresAt: expiresAt(now, ALERT_DAYS),
  };
}

const Text = z.object({ S: z.string() });
const Count = z.object({ N: z.string() });
const AlertItem = z.object({
  pk: Text,
  st: z.object({ S: AlertState }),
  ver: Count,
  hash: Text,
  edge: Text,
  cust: Text,
  sensor: Text,
  type: Text,
  class: Text,
  sev: z.object({ S: Severity }),
  raised: Count,
  ref: Text,
  at: Count,
  log: z.object({ L: z.array(Text) }),
  ring: z.optional(z.object({ S: Ring })),
});

/** States that are never left, but that a call may ring in. */
const ENDED: ReadonlySet<AlertState> = new Set(['PLACED', 'CASED', 'SUPPRESSED', 'QUARANTINED']);

/** The idempotency key an alert's partition key stands for. */
export const keyOfAlert = (pk: string): string => decodeURIComponent(pk.slice('ALERT#'.length));

/** An alert item in the port's words. @throws {Error} when the item is not one of ours */
export function alertFrom(item: Item): AlertRecord {
  const fixed = AlertItem.parse(item);
  const text = (name: string): string | undefined => item[name]?.S;
  const decision = item.decision?.S === undefined ? undefined : decisionFrom(item.decision.S);
  // One attribute, because one index finds both; a terminal alert is found only for its ringing.
  const appointment = ENDED.has(fixed.st.S)
    ? { ringLookAt: instant(item.nextAt) }
    : { nextAt: instant(item.nextAt) };
  const optional = {
    ...appointment,
    notBefore: instant(item.notBefore),
    attemptId: text('attempt'),
    sendBy: instant(item.sendBy),
    deadline: instant(item.deadline),
    uncertainSince: instant(item.since),
    suppressedBy: text('by'),
    decidedAt: instant(item.decidedAt),
    why: text('why'),
    waitingFor: text('wait'),
    releaseAt: instant(item.rel),
    callId: text('call'),
    contactListId: text('list'),
    followUpId: text('followUp'),
    taskId: text('task'),
    evidence: text('evidence'),
    noted: text('noted'),
    ring: fixed.ring?.S,
    mustRingBy: text('attempt') === undefined ? undefined : decision?.validUntil,
    maskedPhone: text('phone'),
    decision,
  };
  return {
    key: keyOfAlert(fixed.pk.S),
    state: fixed.st.S,
    version: Number(fixed.ver.N),
    bodyHash: fixed.hash.S,
    edgeId: fixed.edge.S,
    customerId: fixed.cust.S,
    sensorId: fixed.sensor.S,
    alertType: fixed.type.S,
    className: fixed.class.S,
    severity: fixed.sev.S,
    raisedAt: new Date(Number(fixed.raised.N)),
    telemetryRef: fixed.ref.S,
    admittedAt: new Date(Number(fixed.at.N)),
    passes: Number(item.hints?.N ?? 0),
    duplicates: Number(item.duplicates?.N ?? 0),
    suppressed: Number(item.suppressed?.N ?? 0),
    transitions: fixed.log.L.map((entry) => transitionFrom(entry.S)),
    ...present(optional),
  };
}

export function slotFrom(item: Item): Slot {
  return { owner: item.owner?.S ?? '', until: instant(item.until) ?? new Date(0) };
}

function transitionFrom(entry: string): Transition {
  const [at, state, ...reason] = entry.split('|');
  return {
    at: new Date(Number(at)),
    state: AlertState.parse(state),
    reason: reason.join('|'),
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined: an absent attribute is an absent field. */
function present<T extends Record<string, unknown>>(fields: T): Present<T> {
  const kept: Present<T> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) kept[name] = value as Exclude<T[typeof name], undefined>;
  }
  return kept;
}
