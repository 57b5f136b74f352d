import type { MassEvent, Surge, SurgeStep } from '../ports/surges.ts';

/** Alerts are counted over this time. */
export const WINDOW_MS = 5 * 60_000;

/** An event is over when its type has been quiet for this long. */
const QUIET_MS = 2 * WINDOW_MS;

/** More of them in five minutes are an event, and not so many sensors. */
export interface MassEventRules {
  readonly massEventAlerts: number;
}

/** Alerts of a type that have come by `now`. */
export interface Counted {
  readonly alertType: string;
  readonly alerts: number;
  readonly now: Date;
}

/** Counts alerts of a type; the answer is the event that is on. */
export function alertsCounted(
  before: Surge | undefined,
  { alertType, alerts, now }: Counted,
  { massEventAlerts }: MassEventRules,
): SurgeStep<MassEvent | undefined> {
  const at = now.getTime();
  const rolled = windowAt(before, at);
  const counted = { ...rolled, count: rolled.count + alerts };
  const sinceWindow = Math.min(1, Math.max(0, (at - counted.window) / WINDOW_MS));
  const lately = counted.count + counted.before * (1 - sinceWindow);
  const current = counted.event && counted.event.until > at ? counted.event : undefined;
  if (lately <= massEventAlerts) {
    return { state: counted, answer: current && massEvent(alertType, current) };
  }
  const event = { since: current?.since ?? at, told: current?.told ?? false, until: at + QUIET_MS };
  return { state: { ...counted, event }, answer: massEvent(alertType, event) };
}

/** The event an alert belongs to: those that came while it was counted up belong to it, too. */
export function eventOf(
  surge: Surge | undefined,
  alertType: string,
  admittedAt: Date,
): MassEvent | undefined {
  const event = surge?.event;
  if (!event) return undefined;
  const at = admittedAt.getTime();
  return at >= event.since - WINDOW_MS && at <= event.until ? massEvent(alertType, event) : undefined;
}

/** People have been told of an event; a later event of the type stays untold. */
export function eventTold(surge: Surge | undefined, since: Date): SurgeStep<undefined> {
  if (!surge?.event || surge.event.since !== since.getTime() || surge.event.told)
    return { answer: undefined };
  return { state: { ...surge, event: { ...surge.event, told: true } }, answer: undefined };
}

/** The five minutes `at` lies in, with what the five minutes before came to. */
function windowAt(surge: Surge | undefined, at: number): Surge {
  const window = Math.floor(at / WINDOW_MS) * WINDOW_MS;
  const event = surge?.event && { event: surge.event };
  if (!surge || surge.window + WINDOW_MS < window) return { window, count: 0, before: 0, ...event };
  if (surge.window < window) return { window, count: 0, before: surge.count, ...event };
  return surge;
}

const massEvent = (
  alertType: string,
  { since, until, told }: { readonly since: number; readonly until: number; readonly told: boolean },
): MassEvent => ({ alertType, since: new Date(since), until: new Date(until), told });
