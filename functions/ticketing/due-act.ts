import type { Threshold, TicketingRules } from '../messages/ticketing-settings.ts';
import type { Incident } from '../ports/incidents.ts';
import { countOf } from './after-asking.ts';
import { groupOf } from './incident-group.ts';
import { calmUntil, later } from './incident-life.ts';

/** What an incident whose appointment has come needs. */
export type DueAct =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'place' | 'open' | 'confirm' | 'note' | 'resolve' | 'join' | 'leave' | 'remind' }
  | { readonly kind: 'wait'; readonly until: Date };

const MINUTE_MS = 60_000;

/** Between two notes on one ticket, ms. */
export const noteMs = ({ noteMinutes }: Pick<TicketingRules, 'noteMinutes'>): number =>
  noteMinutes * MINUTE_MS;

/** Whether somebody must look at it now. */
export const isDue = ({ nextAt }: Incident, now: Date): boolean => nextAt !== undefined && nextAt <= now;

/** The next act for an incident. Who asks the desk takes a lease first. */
export function dueAct(incident: Incident, threshold: Threshold, rules: TicketingRules, now: Date): DueAct {
  switch (incident.state) {
    case 'WATCHING':
    case 'RESOLVED':
      return { kind: 'nothing' };
    case 'OPENING':
      return { kind: needsPlace(incident, rules) ? 'place' : 'open' };
    case 'CONFIRMING':
      return { kind: 'confirm' };
    case 'OPEN':
      return noteOrWait(incident, rules, now);
    case 'CLEARING':
      return calmOrWait(incident, threshold, 'resolve', rules, now);
    case 'RESOLVING':
      return { kind: 'resolve' };
    case 'JOINING':
      return { kind: 'join' };
    case 'JOINED':
      return incident.calmSince ? calmOrWait(incident, threshold, 'leave', rules, now) : { kind: 'join' };
    case 'LEAVING':
      return { kind: 'leave' };
    case 'PARKED':
      return { kind: 'remind' };
    default:
      return incident.state satisfies never;
  }
}

/** A ticket that is there has had its place; a new one needs one where many fail together. */
function needsPlace(incident: Incident, rules: TicketingRules): boolean {
  return !incident.ticket && !incident.seated && groupOf(incident.source, rules) !== undefined;
}

/** The counts of a lasting breach are told at most once in `noteMinutes`, and only when there is something new. */
function noteOrWait(incident: Incident, rules: TicketingRules, now: Date): DueAct {
  const next = later(incident.notedAt ?? now, noteMs(rules));
  if (next > now) return { kind: 'wait', until: next };
  return countOf(incident) === incident.notedCount
    ? { kind: 'wait', until: later(now, noteMs(rules)) }
    : { kind: 'note' };
}

function calmOrWait(
  incident: Incident,
  threshold: Threshold,
  act: 'resolve' | 'leave',
  rules: TicketingRules,
  now: Date,
): DueAct {
  if (incident.keptOpen) return { kind: 'wait', until: later(now, noteMs(rules)) };
  const until = calmUntil(incident.calmSince ?? now, threshold);
  return until > now ? { kind: 'wait', until } : { kind: act };
}
