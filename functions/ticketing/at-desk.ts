import type { Threshold, TicketingRules } from '../messages/ticketing-settings.ts';
import type { Incident, Incidents } from '../ports/incidents.ts';
import type { TicketDesk } from '../ports/ticket-desk.ts';
import { failed, paced, parked } from './after-asking.ts';
import { type AskingPorts, askDesk } from './ask-desk.ts';
import { changeIncident } from './change-incident.ts';

/** What acting for an incident touches. */
export interface ActingPorts extends AskingPorts {
  readonly incidents: Incidents;
  readonly desk: TicketDesk;
}

export interface ActingRules {
  readonly rules: TicketingRules;
  readonly threshold: Threshold;
  /** Until the function is cut off, ms. */
  remainingMs(): number;
}

/** How an act ended for the incident it was for. */
export interface ActOutcome {
  readonly outcome: string;
  readonly reason?: string;
}

/** One act at the desk: what is asked, and what an answer means for the incident as it then is. */
export interface DeskAct<T> {
  readonly done: string;
  readonly ask: () => Promise<T>;
  /** Runs before the incident is written, so that nobody finds an incident whose ticket is nobody's. */
  readonly keep?: (answer: T) => Promise<void>;
  readonly apply: (incident: Incident, answer: T, now: Date) => Incident;
  readonly refused?: (incident: Incident, now: Date) => Incident | undefined;
}

/** Asks the desk for a leased incident and writes what it said over the incident as it is then. */
export async function atDesk<T>(
  incident: Incident,
  ports: ActingPorts,
  { rules, remainingMs }: ActingRules,
  act: DeskAct<T>,
): Promise<ActOutcome> {
  const asked = await askDesk(act.ask, { attempts: incident.attempts, remainingMs }, ports);
  if (asked.kind === 'answered') await act.keep?.(asked.answer);
  // People who mend what the desk refused name the ticket by our key, before the desk has an id for it.
  if (asked.kind === 'refused') await ports.incidents.keepTicket([incident.key], incident, ports.clock.now());
  const now = ports.clock.now();
  const written = await changeIncident(incident, ports.incidents, (there) => {
    // Another episode has begun: what was asked for the one before says nothing about it.
    if (!there || there.key !== incident.key) return there;
    switch (asked.kind) {
      case 'answered':
        return act.apply(there, asked.answer, now);
      case 'paced':
        return paced(there, asked.until);
      case 'failed':
        return failed(there, asked, rules, now);
      case 'refused':
        return act.refused?.(there, now) ?? parked(there, asked.reason, now);
      default:
        return asked satisfies never;
    }
  });
  if (asked.kind === 'answered') return { outcome: act.done };
  if (asked.kind === 'paced') return { outcome: 'waiting', reason: 'turn at the desk' };
  const { reason } = asked;
  return { outcome: written?.state === 'PARKED' ? 'parked' : failedAs(reason), reason };
}

/** Credentials that the desk refuses wait for a person, who must hear of it at once and not after a day. */
const failedAs = (reason: string): string =>
  /_(?:unauthorized|login_refused)$/.test(reason) ? 'desk_refuses_credentials' : 'desk_failed';
