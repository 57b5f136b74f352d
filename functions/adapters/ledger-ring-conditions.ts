import type { AlertRecord, Ring } from '../ports/ledger.ts';
import { alertKey, dueShard, RING_SHARD, RINGING_SHARD, type Value } from './ledger-items.ts';
import { type ConditionalUpdate, move, step, update } from './ledger-update.ts';

/*
 * The second life of an accepted call, row by row as in `ledger-conditions.ts`. An alert whose call may still ring
 * stands on the index `due` under a partition of its own, so that the sweep of open alerts never meets it. Whoever
 * moves the ringing is fenced by the version: of two sweeps that asked the platform at once, one writes.
 */

/** A call without a limit is taken to wait no longer than this. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

const PLACED_AND_WAITING = '#ver = :was AND #st = :PLACED AND #ring = :waiting';

/** Where an alert with a call stands on the index: among those to be looked at, or among those only asked for. */
export function ringAppointment(now: Date, lookAt: Date | undefined): Record<string, Value> {
  return lookAt
    ? { shard: RING_SHARD, nextAt: lookAt.getTime() }
    : { shard: RINGING_SHARD, nextAt: now.getTime() + LONGEST_WAIT_MS };
}

/** The appointment of a case whose call was never found or came to light late; none once its ringing is settled. */
export function caseAppointment(alert: AlertRecord, now: Date): Record<string, Value> | undefined {
  const mayRing = alert.ring === undefined || alert.ring === 'waiting';
  if (!mayRing || alert.attemptId === undefined) return undefined;
  const lookAt = alert.mustRingBy && new Date(Math.max(alert.mustRingBy.getTime(), now.getTime()));
  return ringAppointment(now, lookAt);
}

/** Served: somebody's phone has rung. */
export function recordRung(
  alert: AlertRecord,
  token: string,
  { now, why }: { readonly now: Date; readonly why: string },
): ConditionalUpdate {
  return move(alert, token, step(now, 'PLACED', why), {
    set: { ring: 'rung' },
    remove: ['nextAt'],
    when: PLACED_AND_WAITING,
    values: { was: alert.version, waiting: 'waiting' },
  });
}

/** Taken back before it rang. The slot is kept: only a next opening gives it back early, and none is near. */
export function recordWithdrawn(
  alert: AlertRecord,
  token: string,
  { reason, now, nextAt }: { readonly reason: string; readonly now: Date; readonly nextAt: Date },
): ConditionalUpdate {
  return move(alert, token, step(now, 'CASE_PENDING', `withdrawn: ${reason}`), {
    set: {
      ring: 'withdrawn',
      why: 'withdrawn',
      decidedAt: now.getTime(),
      shard: dueShard(alert.key),
      nextAt: nextAt.getTime(),
    },
    when: PLACED_AND_WAITING,
    values: { was: alert.version, waiting: 'waiting' },
  });
}

/** The call of a case was found, and is settled or still waits; the next look tells it on the task. */
export function recordRingOfCase(
  alert: AlertRecord,
  token: string,
  { callId, ring, now }: { readonly callId: string; readonly ring: Ring; readonly now: Date },
): ConditionalUpdate {
  return move(alert, token, step(now, alert.state, `the platform had accepted the call: ${ring}`), {
    set: { evidence: callId, ring, ...ringAppointment(now, now) },
    when: '#ver = :was AND #st IN (:CASED, :QUARANTINED)',
    values: { was: alert.version },
  });
}

/** The evidence is on the task; what is left is to see to the ringing. */
export function recordNoted(alert: AlertRecord, token: string, noted: string, now: Date): ConditionalUpdate {
  const appointment = caseAppointment(alert, now);
  return update(alertKey(alert.key), {
    set: { noted, tok: token, ...appointment },
    add: { ver: 1 },
    remove: appointment ? [] : ['nextAt'],
    when: '#ver = :was AND #st = :CASED AND #evidence = :evidence',
    values: { was: alert.version, evidence: alert.evidence ?? '' },
  });
}

/** Only the appointment moves, so no version is taken. */
export function lookAgain(alert: AlertRecord, now: Date, lookAt: Date | undefined): ConditionalUpdate {
  return update(alertKey(alert.key), {
    set: ringAppointment(now, lookAt),
    when: '#ver = :was AND #st = :state',
    values: { was: alert.version, state: alert.state },
  });
}

/** Nothing is left to look at. */
export function endRinging(alert: AlertRecord): ConditionalUpdate {
  return update(alertKey(alert.key), {
    remove: ['nextAt'],
    when: '#ver = :was AND #st = :state',
    values: { was: alert.version, state: alert.state },
  });
}
