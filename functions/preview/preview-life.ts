import { after, type Protocol } from '../dialing/protocol.ts';
import type { Preview, PreviewOutcome, PreviewState } from '../messages/preview.ts';

/** From the last question about the permission to the socket, ms. */
const GRANT_MS = 10_000;

/** The function's time-out, which bounds how late a frozen worker can wake up, ms. */
export const PREVIEW_FUNCTION_MS = 60_000;

/** Between two looks at what the platform may or may not have heard of, ms. */
const LOOK_AGAIN_MS = 60_000;

/** A push is worked on by its own message; the sweep takes it up when that was lost. */
const OWN_MESSAGE_MS = 60_000;

const HOUR_MS = 3_600_000;
const LONGEST_STORY = 24;

/** When a request that is granted now must have left, and when what it does must have happened. */
export interface Grant {
  readonly sendBy: Date;
  /** A request that left in time cannot be applied after this, however late its worker or the platform is. */
  readonly settledAt: Date;
}

/** The grant of a request at `now`. Pure. */
export function grantAt(now: Date, p: Protocol): Grant {
  const sendBy = after(now, GRANT_MS);
  const lateMs = PREVIEW_FUNCTION_MS + p.requestMs + p.lateAcceptanceMs + 2 * p.clockErrorMs;
  return { sendBy, settledAt: after(sendBy, lateMs) };
}

/** What a push says of a contact. */
export interface Pushed extends Pick<Preview, 'contactId' | 'campaignId' | 'customerId' | 'first'> {
  readonly reference: string;
  readonly edgeId: string;
  /** @default `maxHours` after its arrival */
  readonly expirationTime: Date | undefined;
}

/** A contact as it begins, or begins anew after an end that was no call. It keeps the list it once was on. */
export function begun(
  { expirationTime, ...pushed }: Pushed,
  before: Preview | undefined,
  now: Date,
  maxHours: number,
): Preview {
  const preview: Preview = {
    ...pushed,
    state: 'OPEN',
    receivedAt: now,
    expiresAt: expirationTime ?? after(now, maxHours * HOUR_MS),
    duplicates: before?.duplicates ?? 0,
    tries: 0,
    ...(before?.listedOn && { listedOn: before.listedOn }),
    nextAt: after(now, OWN_MESSAGE_MS),
    log: before?.log ?? [],
  };
  return preview.expiresAt <= now
    ? ended(preview, { outcome: 'expired', reason: 'expired before it came' }, now)
    : logged(preview, 'pushed', now);
}

/** It waits for `until`; no longer than it lives. */
export function waiting(preview: Preview, until: Date, reason: string, now: Date): Preview {
  const { expiresAt } = preview;
  const next = { ...preview, state: 'OPEN' as const, reason, tries: preview.tries + 1 };
  const nextAt = until < expiresAt ? until : expiresAt;
  // Told once: a wait that goes on tells nothing new.
  const known = preview.state === 'OPEN' && preview.reason === reason;
  return known ? { ...next, nextAt } : logged({ ...next, nextAt }, reason, now);
}

/** Before the platform is asked: from here on it may have the contact. */
export function listing(
  preview: Preview,
  {
    listedOn,
    validUntil,
    settledAt,
  }: Required<Pick<Preview, 'listedOn' | 'settledAt'>> & { validUntil: Date | undefined },
  now: Date,
): Preview {
  const { validUntil: _before, reason: _why, ...rest } = preview;
  const next = { ...rest, listedOn, settledAt, ...(validUntil && { validUntil }) };
  return logged({ ...next, state: 'LISTING', nextAt: after(now, LOOK_AGAIN_MS) }, listedOn.route, now);
}

/** The platform has it. */
export function listed(preview: Preview, now: Date): Preview {
  const next: Preview = { ...preview, state: 'LISTED', tries: 0, nextAt: mustEndBy(preview) };
  return logged(next, 'on the list', now);
}

/** It may stay, as far as the rules know until `validUntil`. */
export function staying(preview: Preview, validUntil: Date | undefined): Preview {
  const { validUntil: _before, ...rest } = preview;
  const next = { ...rest, ...(validUntil && { validUntil }) };
  return { ...next, nextAt: mustEndBy(next) };
}

/** The platform must not call it any more; what was sent before may still be applied until it is settled. */
export function withdrawing(preview: Preview, reason: string, now: Date): Preview {
  const soon = after(now, LOOK_AGAIN_MS);
  const { settledAt } = preview;
  const nextAt = settledAt && settledAt > now && settledAt < soon ? settledAt : soon;
  const next: Preview = { ...preview, state: 'WITHDRAWING', reason, nextAt };
  return preview.state === 'WITHDRAWING' ? next : logged(next, reason, now);
}

/** Why a contact is taken off its list only to be offered again. */
export const REQUEUED = 'no_context';

/** The agent knew nothing of it: it is taken off its list, and then offered again. */
export function requeueing(preview: Preview, missedAt: Date, now: Date): Preview {
  const { requeues = 0 } = preview;
  return { ...withdrawing(preview, REQUEUED, now), requeues: requeues + 1, requeuedFor: missedAt };
}

/** It is off its list: judged anew, and offered before others on the same list. */
export function requeued(preview: Preview, route: string, now: Date): Preview {
  const { validUntil: _over, reason: _why, listedOn, ...rest } = preview;
  const next: Preview = { ...rest, state: 'OPEN', tries: 0, first: true, nextAt: now };
  return logged(listedOn ? { ...next, listedOn: { ...listedOn, route } } : next, `again for ${route}`, now);
}

/** Looked at again when everything that was sent has happened. */
export function unsettled(preview: Preview, now: Date): Preview {
  const soon = after(now, LOOK_AGAIN_MS);
  const { settledAt } = preview;
  return { ...preview, nextAt: settledAt && settledAt > soon ? settledAt : soon };
}

/** Over, with its outcome. */
export function ended(
  preview: Preview,
  { outcome, reason }: { readonly outcome: PreviewOutcome; readonly reason: string },
  now: Date,
): Preview {
  const { nextAt: _over, validUntil: _no, ...rest } = preview;
  return logged({ ...rest, state: 'ENDED', outcome, reason }, `${outcome}: ${reason}`, now);
}

/** Whether everything that was ever sent for it has happened. */
export const isSettled = ({ settledAt }: Preview, now: Date): boolean =>
  settledAt === undefined || settledAt <= now;

/** Whether a push of it begins anew. What was called is never offered again. */
export const mayBeginAnew = ({ state, outcome }: Preview): boolean =>
  state === 'ENDED' && outcome !== 'called';

/** When it must be off the list. */
export function mustEndBy({ validUntil, expiresAt }: Pick<Preview, 'validUntil' | 'expiresAt'>): Date {
  return validUntil && validUntil < expiresAt ? validUntil : expiresAt;
}

/** One more line in its story; the oldest go when it grows too long. */
function logged(preview: Preview, reason: string, now: Date): Preview {
  const line = `${now.getTime()}|${preview.state satisfies PreviewState}|${reason}`;
  return { ...preview, log: [...preview.log.slice(1 - LONGEST_STORY), line] };
}
