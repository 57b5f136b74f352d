import { type AlertEnd, endOf } from '../messages/alert-state.ts';
import type { DialingStop } from '../ports/dialing-switch.ts';
import type { AlertRecord, AlertState, QuarantineMark } from '../ports/ledger.ts';

/** What the world sees of an alert. Instants are ISO 8601, UTC. */
export interface AlertStory {
  readonly idempotencyKey: string;
  readonly state: AlertState;
  /** `null` while it is in flight. */
  readonly outcome: AlertEnd | null;
  /**
   * Whether dialing has ended. A placed call that still waits for an agent (`ring`) may yet be taken back and become
   * `deferred: withdrawn`.
   */
  readonly final: boolean;
  readonly reason: string | null;
  readonly transitions: readonly {
    readonly at: string;
    readonly state: AlertState;
    readonly reason: string;
  }[];
  readonly duplicates: number;
  /** Further alerts of the sensor that were not called about because of this one. */
  readonly suppressed: number;
  readonly [detail: string]: unknown;
}

/**
 * The story of an admitted alert; `copy` is the last body that came under its key and could not be used, `stop` why
 * nobody is dialed at present.
 */
export function alertStory(alert: AlertRecord, copy?: QuarantineMark, stop?: DialingStop): AlertStory {
  const { outcome, final } = ending(alert);
  return {
    idempotencyKey: alert.key,
    state: alert.state,
    outcome,
    final,
    reason: reasonOf(alert),
    transitions: alert.transitions.map(({ at, state, reason }) => ({ at: at.toISOString(), state, reason })),
    duplicates: alert.duplicates,
    suppressed: alert.suppressed,
    sensorId: alert.sensorId,
    customerId: alert.customerId,
    alertType: alert.alertType,
    alertClass: alert.className,
    lane: alert.severity,
    raisedAt: alert.raisedAt.toISOString(),
    telemetryRef: alert.state === 'SUPPRESSED' ? null : alert.telemetryRef,
    phone: alert.maskedPhone ?? null,
    ring: alert.ring ?? null,
    mustRingBy: alert.ring === undefined ? null : (alert.mustRingBy?.toISOString() ?? null),
    conversationId: alert.callId ?? alert.evidence ?? null,
    followUpId: alert.followUpId ?? null,
    taskId: alert.taskId ?? null,
    suppressedBy: alert.suppressedBy ?? null,
    waitingFor: alert.nextAt ? (alert.waitingFor ?? null) : null,
    dialingStopped: alert.waitingFor === 'dialing_stopped' && stop ? stopped(stop) : null,
    nextLookAt: alert.nextAt?.toISOString() ?? null,
    decision: alert.decision ?? null,
    quarantinedCopy: copy ? { at: copy.at.toISOString(), reason: copy.reason } : null,
  };
}

/** The story of a key under which only unusable bodies came. */
export function quarantinedStory(key: string, mark: QuarantineMark): AlertStory {
  const at = mark.at.toISOString();
  return {
    idempotencyKey: key,
    state: 'QUARANTINED',
    outcome: 'quarantined',
    final: true,
    reason: mark.reason,
    transitions: [{ at, state: 'QUARANTINED', reason: mark.reason }],
    duplicates: 0,
    suppressed: 0,
    telemetryRef: null,
    phone: null,
  };
}

const stopped = ({ since, by, reason }: DialingStop) => ({ since: since.toISOString(), by, reason });

function ending({ state, why }: AlertRecord): Pick<AlertStory, 'outcome' | 'final'> {
  const end = endOf(state, why);
  if (end !== undefined) return { outcome: end, final: true };
  const isUnknown = state === 'UNCERTAIN' || (state === 'CASE_PENDING' && why === 'unconfirmed');
  return { outcome: isUnknown ? 'uncertain' : null, final: false };
}

function reasonOf(alert: AlertRecord): string | null {
  if (alert.why !== undefined) return alert.why;
  if (alert.suppressedBy !== undefined) return `slot held by ${alert.suppressedBy}`;
  return alert.transitions.at(-1)?.reason ?? null;
}
