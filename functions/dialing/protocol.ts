/**
 * The protocol's parameters in milliseconds. They bound how long things may take so that two calls can never meet:
 * a stage may change them only as far as `protocolProblems` allows.
 */
export interface Protocol {
  /** S: from grant to socket. */
  readonly sendMs: number;
  /** T: one request to the platform. */
  readonly requestMs: number;
  /** F: the dialing function's time-out, which bounds how late a frozen worker can wake up. */
  readonly functionMs: number;
  /** L: how long after our deadline the platform may still accept. */
  readonly lateAcceptanceMs: number;
  /** SK: error between two clocks. */
  readonly clockErrorMs: number;
  /** W: the promised suppression window. */
  readonly suppressionMs: number;
  /** H: what a slot lasts longer than W, so that a message may queue. */
  readonly slotSurplusMs: number;
  /** M: the dialing window must still be open this long after the grant. */
  readonly closingMarginMs: number;
  /** E: the dialing window must have been open for this long. */
  readonly openingMarginMs: number;
  /** G: after a deadline, before a grant counts as expired. */
  readonly graceMs: number;
  /** Q: a worker that read the alert longer ago than this may not reserve for it. */
  readonly freshnessMs: number;
  /** How long a pass may take before recovery looks; doubled with each pass, up to eight times. */
  readonly leaseMs: number;
  /** V: before an unknown outcome is looked up. */
  readonly searchMs: number;
  /** R: after which an unknown outcome becomes a task for a person. */
  readonly reconcileMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The values the protocol was proven with (`dialing-protocol.md` section 8). */
export const DEFAULT_PROTOCOL: Protocol = {
  sendMs: 2 * SECOND,
  requestMs: 10 * SECOND,
  functionMs: 30 * SECOND,
  lateAcceptanceMs: 4 * MINUTE,
  clockErrorMs: 2 * SECOND,
  suppressionMs: 60 * MINUTE,
  slotSurplusMs: 10 * MINUTE,
  closingMarginMs: 5 * MINUTE,
  openingMarginMs: 5 * SECOND,
  graceMs: 5 * SECOND,
  freshnessMs: 60 * SECOND,
  leaseMs: 5 * MINUTE,
  searchMs: 150 * SECOND,
  reconcileMs: 20 * MINUTE,
};

/** From a request's turn on the platform to its grant, at most: later, it waits for another turn. */
export const TURN_MS = 3 * SECOND;

/** How long a slot must still be owned for a request to leave (NEED). */
export function neededSlotMs(p: Protocol): number {
  return p.suppressionMs + p.sendMs + p.functionMs + p.requestMs + p.lateAcceptanceMs + 2 * p.clockErrorMs;
}

/** The inequalities the parameters break, each as a sentence; empty when they hold. */
export function protocolProblems(p: Protocol): string[] {
  const must: [boolean, string][] = [
    [
      p.slotSurplusMs > neededSlotMs(p) - p.suppressionMs,
      'slotSurplus must exceed send + function + request + lateAcceptance + 2 x clockError, or no grant is ever given',
    ],
    [
      p.closingMarginMs >= p.functionMs + p.lateAcceptanceMs + 2 * p.clockErrorMs,
      'closingMargin must be at least function + lateAcceptance + 2 x clockError, or a call may ring after the window',
    ],
    [
      p.openingMarginMs >= 2 * p.clockErrorMs,
      'openingMargin must be at least 2 x clockError, or a fast clock dials before the window',
    ],
    [p.functionMs < p.freshnessMs, 'freshness must exceed function'],
    [p.freshnessMs < p.suppressionMs, 'freshness must be less than suppression'],
    [p.sendMs + p.requestMs + p.graceMs < p.leaseMs, 'lease must exceed send + request + grace'],
    [p.requestMs + 2 * SECOND < p.functionMs, 'function must exceed request by more than 2 s'],
    [p.reconcileMs > p.searchMs + p.lateAcceptanceMs, 'reconcile must exceed search + lateAcceptance'],
  ];
  return must.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}

/** The lease of the pass after `passes` earlier ones, ms. */
export function leaseMs(p: Protocol, passes: number): number {
  return p.leaseMs * 2 ** Math.min(passes, 3);
}

/** `now` plus milliseconds. */
export function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
