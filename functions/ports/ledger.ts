import type { Severity } from '../messages/alert-class.ts';
import type { Decision } from '../messages/alert-facts.ts';
import type { AlertState, Ring } from '../messages/alert-state.ts';
import type { DialingStop, DialingSwitch } from './dialing-switch.ts';
import type { RingLedger } from './ring-ledger.ts';

export type { AlertState, Ring };

/** One step of an alert's story. */
export interface Transition {
  readonly at: Date;
  readonly state: AlertState;
  readonly reason: string;
}

/** What is known of an alert when it is admitted. */
export interface NewAlert {
  readonly key: string;
  readonly customerId: string;
  readonly sensorId: string;
  readonly alertType: string;
  readonly className: string;
  readonly severity: Severity;
  readonly raisedAt: Date;
  readonly telemetryRef: string;
  /** Hash of the schema's fields: tells a duplicate from a second body under one key. */
  readonly bodyHash: string;
  /** The request it came with and its place in it: tells a redelivery from a second post. */
  readonly edgeId: string;
}

/** An alert as the ledger holds it. */
export interface AlertRecord extends NewAlert {
  readonly state: AlertState;
  /** Grows by one with every transition. */
  readonly version: number;
  readonly admittedAt: Date;
  /** When recovery looks next; absent on terminal alerts. */
  readonly nextAt?: Date;
  /** No grant before this instant. */
  readonly notBefore?: Date;
  readonly attemptId?: string;
  /** The granted request must have left by then. */
  readonly sendBy?: Date;
  /** The granted request is over by then, whatever became of it. */
  readonly deadline?: Date;
  /** Since when the outcome of the call is unknown. */
  readonly uncertainSince?: Date;
  /** Passes of recovery or redelivery so far. */
  readonly passes: number;
  readonly duplicates: number;
  /** Alerts of its customer and sensor that its slot kept from being called about. */
  readonly suppressed: number;
  /** Key of the alert that owned the slot, on a suppressed alert or one that lost it. */
  readonly suppressedBy?: string;
  /** When it was decided not to call. */
  readonly decidedAt?: Date;
  /** Why there was no call, or what an open alert waits for. */
  readonly why?: string;
  readonly waitingFor?: string;
  /** When a case gives the slot back early. */
  readonly releaseAt?: Date;
  readonly callId?: string;
  /** The contact list the last request was for; then call and contact have the attempt's id. Absent: a callback. */
  readonly contactListId?: string;
  readonly followUpId?: string;
  readonly taskId?: string;
  /** The platform's id of a call that was learnt of after a case had been opened. */
  readonly evidence?: string;
  /** What of the evidence has been told on the task. */
  readonly noted?: string;
  /** What became of the call that was accepted. */
  readonly ring?: Ring;
  /** The end of the permission the last request was granted under: what has not rung by then must not ring. */
  readonly mustRingBy?: Date;
  /** When recovery looks at the ringing next; only on terminal alerts, and not on those that need no look. */
  readonly ringLookAt?: Date;
  readonly decision?: Decision;
  readonly maskedPhone?: string;
  readonly transitions: readonly Transition[];
}

/** The suppression slot of one customer and sensor. */
export interface Slot {
  readonly owner: string;
  /** Free again from this instant on, whatever the table still holds. */
  readonly until: Date;
}

/** `known`: the key was there before; `alert` is what is there. */
export type Admission =
  | { readonly kind: 'admitted'; readonly alert: AlertRecord }
  | { readonly kind: 'known'; readonly alert: AlertRecord };

/** `held.certain`: this write was sent once and refused, so no earlier send of it can have been applied. */
export type Reservation =
  | { readonly kind: 'owned'; readonly until: Date }
  | { readonly kind: 'held'; readonly by: string; readonly certain: boolean }
  | { readonly kind: 'contended' };

/** `lost`: somebody else moved the alert; stop, undo nothing. `alert` is what is there now. */
export type Move =
  | { readonly kind: 'moved'; readonly alert: AlertRecord }
  | { readonly kind: 'lost'; readonly alert?: AlertRecord };

/** Why an alert is not called, for `openCase`. */
export interface Refusal {
  readonly reason: string;
  readonly now: Date;
  /** Set only when the slot shall be free again at this instant. */
  readonly releaseAt?: Date;
  readonly lostTo?: string;
  readonly decision?: Decision;
  readonly maskedPhone?: string;
}

/** What a grant writes. */
export interface Grant {
  readonly attemptId: string;
  readonly now: Date;
  readonly sendBy: Date;
  readonly deadline: Date;
  readonly nextAt: Date;
  readonly decision: Decision;
  readonly maskedPhone: string;
  /** The contact list the request is for. @default it is for a callback */
  readonly contactListId?: string;
  /** Steps that happened since admission and were carried by the messages. */
  readonly earlier: readonly Transition[];
}

/** What the platform said, and when recovery shall look whether a phone has rung; absent: only when it is asked to. */
export interface Acceptance {
  readonly callId: string;
  readonly now: Date;
  readonly ringLookAt?: Date;
}

/** `evidence`: a case had been opened meanwhile; it stays and keeps the call as evidence. `alert`: as it was before. */
export type Placement = Move | { readonly kind: 'evidence'; readonly alert: AlertRecord };

/** A task that exists, for `recordTask`. */
export interface OpenedTask {
  readonly followUpId: string;
  readonly taskId: string;
  readonly now: Date;
  /** What of the alert's evidence has been told on it. */
  readonly noted?: string;
}

/** A body that could not be used. */
export interface QuarantinedCopy {
  /** The idempotency key, or the edge id where there is no readable key. */
  readonly key: string;
  readonly hash: string;
  readonly reason: string;
  readonly now: Date;
  readonly edgeId: string;
  /** Whether it came as an alert, and counts as one that ended so. @default it came as something else */
  readonly isAlert?: boolean;
}

/** The last body quarantined under a key. */
export interface QuarantineMark {
  readonly reason: string;
  readonly at: Date;
}

/**
 * What must be remembered, as the dialing protocol writes it: single conditional writes, each recognised when its
 * reply is lost, so every method may be repeated with the same arguments by whoever did not see its answer.
 * The names in brackets are the protocol's rows. All methods
 * @throws {TransientError} `ledger_unavailable`: the write may or may not have been applied
 */
export interface Ledger extends DialingSwitch, RingLedger {
  /**
   * A cheap look that may be stale: a hint that saves writes, nothing depends on it (R0). `erased`: nothing about this
   * customer may be kept again.
   */
  look(
    key: string,
    customerId: string,
    sensorId: string,
  ): Promise<{ alert?: AlertRecord; slot?: Slot; erased: boolean }>;
  /** The alert as it is (strongly consistent). */
  read(key: string): Promise<AlertRecord | undefined>;
  /** The alert as it is, and whether dialing is stopped: one strongly consistent request. */
  readToDial(key: string): Promise<{ alert?: AlertRecord; stop?: DialingStop }>;
  /** What a person asks for: the alert, the last body quarantined under its key, and whether dialing is stopped. */
  readStory(key: string): Promise<{ alert?: AlertRecord; quarantined?: QuarantineMark; stop?: DialingStop }>;

  /** A slot held by another at first sight: terminal in one write (A1). */
  admitSuppressed(alert: NewAlert, by: string, now: Date): Promise<Admission>;
  /** Durable from here on (A2). */
  admitOpen(alert: NewAlert, now: Date, nextAt: Date): Promise<Admission>;
  /** Keeps the fact that a body could not be used (A3). */
  quarantine(copy: QuarantinedCopy): Promise<void>;
  /** Counts another post of the same alert (A4). */
  countDuplicate(key: string): Promise<void>;
  /** Counts, on the alert that owns a slot, another alert that the slot suppressed; nothing when it is gone. */
  countSuppressed(owner: string): Promise<void>;

  /** Takes or extends the slot; never shortens it (S1). `contended`: ask again. */
  reserveSlot(alert: NewAlert, now: Date, until: Date): Promise<Reservation>;
  /** Only the pass that admitted the alert may suppress it (S2). */
  suppress(alert: AlertRecord, by: string, now: Date): Promise<Move>;
  /** A later pass over an open alert: takes the right to suppress away for ever (C1). */
  claim(alert: AlertRecord, nextAt: Date): Promise<Move>;
  /** The alert, as long as it stays in its state, waits until `nextAt` for what `reason` names. */
  wait(alert: AlertRecord, nextAt: Date, reason: string): Promise<void>;
  /** No call; a person gets a task (C2, D1). */
  openCase(alert: AlertRecord, refusal: Refusal): Promise<Move>;

  /** The permission to send one request (G2). */
  grant(alert: AlertRecord, grant: Grant): Promise<Move>;
  /** The granted request was not sent, or refused with proof: open again (P1). */
  returnGrant(alert: AlertRecord, reason: string, notBefore: Date, nextAt: Date, now: Date): Promise<Move>;
  /** The platform accepted (P2); kept as evidence when a case was opened meanwhile (P3). */
  recordPlaced(alert: AlertRecord, acceptance: Acceptance): Promise<Placement>;
  /** A look-up found the call of an unknown outcome (X2). */
  confirmPlaced(alert: AlertRecord, acceptance: Acceptance): Promise<Move>;
  /** The platform refused for good (P4). */
  recordRejected(alert: AlertRecord, refusal: Refusal): Promise<Move>;
  /** Nobody knows whether the platform accepted (P5). */
  recordUncertain(alert: AlertRecord, reason: string, now: Date, nextAt: Date): Promise<Move>;
  /** A grant whose time is over and whose holder never told (X1). */
  expireGrant(alert: AlertRecord, now: Date, nextAt: Date): Promise<Move>;
  /** The outcome stayed unknown for too long: a case that says so; the slot is kept (X3). */
  giveUp(alert: AlertRecord, now: Date): Promise<Move>;

  /** Ends the slot at `alert.releaseAt`, if this alert still owns it (L1). */
  releaseSlot(alert: AlertRecord): Promise<void>;
  /** The task exists (K1). */
  recordTask(alert: AlertRecord, task: OpenedTask): Promise<Move>;
  /** The CRM refused the task for good. */
  recordTaskRefused(alert: AlertRecord, now: Date): Promise<Move>;

  /** The task already opened under this external id, if any. */
  findTask(followUpId: string): Promise<string | undefined>;
  /** Remembers the task of an external id. */
  keepTask(followUpId: string, taskId: string, now: Date): Promise<void>;

  /** Remembers a signed request's id for 30 days. `ours`: this very request claimed it before; `replayed`: another. */
  claimWebhook(webhookId: string, edgeId: string, now: Date): Promise<'new' | 'ours' | 'replayed'>;

  /** Keys of alerts whose `nextAt` has come, in no order; at most `limit`. May be stale: read each again. */
  due(now: Date, limit: number): Promise<readonly string[]>;
  /** Alerts raised before `before` that have not ended, found among at most `limit` that have not. May be stale. */
  unfinished(before: Date, limit: number): Promise<readonly AlertRecord[]>;
}
