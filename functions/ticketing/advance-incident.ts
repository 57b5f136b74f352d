import type { TicketingRules } from '../messages/ticketing-settings.ts';
import type { Incident, IncidentId } from '../ports/incidents.ts';
import { accepted, leased, reminded } from './after-asking.ts';
import type { ActingPorts, ActingRules, ActOutcome } from './at-desk.ts';
import { closeTicket, confirmTicket, noteOnTicket, openTicket } from './desk-acts.ts';
import { dueAct, isDue } from './due-act.ts';
import { dueAt, later, step } from './incident-life.ts';
import { join, leave, place, withChildren, wrote } from './one-of-many.ts';
import { thresholdOf } from './threshold.ts';

/** One worker alone asks the desk for an incident for this long, ms; longer than any function runs. */
const LEASE_MS = 3 * 60_000;

/** An appointment is followed at once as long as the incident has another, at most so often. */
const MOST_ACTS = 4;

/**
 * Does what an incident needs now, and what follows from it. Repeatable, by any number of workers at once: who asks
 * the desk holds a lease, and what the desk said is written over the incident as it is then.
 * @throws {TransientError} the ledger cannot be reached; the appointment stands and the next sweep follows it
 */
export async function advanceIncident(
  id: IncidentId,
  ports: ActingPorts,
  rules: TicketingRules,
  remainingMs: () => number,
): Promise<ActOutcome> {
  const acting: ActingRules = { rules, threshold: thresholdOf(id, rules.thresholds), remainingMs };
  let outcome: ActOutcome = { outcome: 'already_moved', reason: 'not due' };
  for (let acts = 0; acts < MOST_ACTS; acts++) {
    const ended = await advanceOnce(id, ports, acting);
    if (!ended) return outcome;
    outcome = ended;
  }
  return outcome;
}

/** One act; `undefined` when nothing is due. */
async function advanceOnce(
  id: IncidentId,
  ports: ActingPorts,
  acting: ActingRules,
): Promise<ActOutcome | undefined> {
  const now = ports.clock.now();
  const found = await ports.incidents.read(id);
  if (!found || !isDue(found, now)) return undefined;
  const incident = found.source.kind === 'group' ? await withChildren(found, ports, acting) : found;
  const act = dueAct(incident, acting.threshold, acting.rules, now);
  switch (act.kind) {
    case 'nothing':
      return undefined;
    case 'wait':
      return wrote(await ports.incidents.write(dueAt(incident, act.until)), 'waiting');
    case 'remind':
      return wrote(await ports.incidents.write(reminded(incident, now)), 'parked', incident.why);
    case 'place':
      return place(incident, ports, acting);
    case 'join':
      return joinParent(incident, ports, acting);
    case 'leave':
      return leave(incident, ports);
    case 'open':
      // Who held the lease is gone without a word, and the desk may have accepted a ticket that is not there yet.
      return incident.leaseUntil && !incident.ticket
        ? wrote(
            await ports.incidents.write(accepted(incident, now, now)),
            'waiting',
            'may have been asked for',
          )
        : underLease(incident, act.kind, ports, acting);
    default:
      return underLease(incident, act.kind, ports, acting);
  }
}

async function underLease(
  incident: Incident,
  kind: 'open' | 'confirm' | 'note' | 'resolve',
  ports: ActingPorts,
  acting: ActingRules,
): Promise<ActOutcome> {
  const now = ports.clock.now();
  const begun =
    kind === 'resolve' && incident.state !== 'RESOLVING'
      ? step(incident, 'RESOLVING', 'calm for long enough', now)
      : incident;
  const held = leased(begun, later(now, LEASE_MS));
  if ((await ports.incidents.write(held)) === 'lost')
    return { outcome: 'already_moved', reason: 'by another' };
  switch (kind) {
    case 'open':
      return openTicket(held, ports, acting);
    case 'confirm':
      return confirmTicket(held, ports, acting);
    case 'note':
      return noteOnTicket(held, ports, acting);
    case 'resolve':
      return closeTicket(held, ports, acting);
    default:
      return kind satisfies never;
  }
}

/** A parent that has just been raised opens its ticket at once. */
async function joinParent(incident: Incident, ports: ActingPorts, acting: ActingRules): Promise<ActOutcome> {
  const { outcome, raised } = await join(incident, ports, acting);
  if (raised && isDue(raised, ports.clock.now())) {
    const threshold = thresholdOf(raised, acting.rules.thresholds);
    await advanceOnce(raised, ports, { ...acting, threshold });
  }
  return outcome;
}
