import type { TicketingRules } from '../messages/ticketing-settings.ts';
import type { Incident, IncidentId } from '../ports/incidents.ts';
import { joined, joining, leased, over, reminded, seated } from './after-asking.ts';
import { changeIncident } from './change-incident.ts';
import {
  type ActingPorts,
  type ActingRules,
  type ActOutcome,
  closeTicket,
  confirmTicket,
  noteOnTicket,
  openTicket,
} from './desk-acts.ts';
import { dueAct, isDue } from './due-act.ts';
import { childrenOf, groupOf, memberOf, parentOf, seatsOf } from './incident-group.ts';
import { dueAt, isOver, later, measured, step } from './incident-life.ts';
import { thresholdOf } from './threshold.ts';

/** One worker alone asks the desk for an incident for this long, ms; longer than any function runs. */
const LEASE_MS = 3 * 60_000;

/** An appointment is followed at once as long as the incident has another, at most so often. */
const MOST_ACTS = 4;

/** No group is larger: an item holds at most 400 KB (DynamoDB quotas). */
const MOST_CHILDREN = 2000;

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
      return join(incident, ports, acting);
    case 'leave':
      return leave(incident, ports);
    default:
      return underLease(incident, act.kind, ports, acting);
  }
}

/** A parent lasts as long as it has children: their number is its reading. */
async function withChildren(
  parent: Incident,
  ports: ActingPorts,
  { rules, threshold }: ActingRules,
): Promise<Incident> {
  if (isOver(parent) || parent.state === 'PARKED') return parent;
  const children = await ports.incidents.members(childrenOf(parent));
  const now = ports.clock.now();
  if (children.length === parent.value && (children.length === 0) === (parent.calmSince !== undefined))
    return parent;
  const taken = measured(parent, readingOf(parent, children.length, now), { threshold, rules, now });
  return taken.next ? dueAt(taken.next, now) : parent;
}

/** A reading that is newer than the last, whatever the clocks say. */
const readingOf = ({ source, metric, readAt }: Incident, value: number, now: Date) => ({
  source,
  metric,
  value,
  at: now > readAt ? now : later(readAt, 1),
});

const wrote = (move: 'moved' | 'lost', outcome: string, reason?: string): ActOutcome =>
  move === 'moved'
    ? { outcome, ...(reason !== undefined && { reason }) }
    : { outcome: 'already_moved', reason: 'by another' };

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

/** One of the few places for tickets of its own, unless the group has a parent already or the places are taken. */
async function place(incident: Incident, ports: ActingPorts, { rules }: ActingRules): Promise<ActOutcome> {
  const group = groupOf(incident.source, rules);
  const now = ports.clock.now();
  if (!group) return wrote(await ports.incidents.write(seated(incident, now)), 'placed');
  const parent = await ports.incidents.read(parentOf(group));
  const crowded =
    (parent && !isOver(parent)) ||
    (await ports.incidents.join(seatsOf(group), memberOf(incident), group.most)) === 'full';
  const next = crowded ? joining(incident, parentOf(group), now) : seated(incident, now);
  return wrote(await ports.incidents.write(next), crowded ? 'joining' : 'placed');
}

/**
 * Tells the parent of a child: first the child is counted, then the parent is written, so that a parent which has
 * just found nobody left does not end over it.
 */
async function join(
  incident: Incident,
  ports: ActingPorts,
  { rules, threshold }: ActingRules,
): Promise<ActOutcome> {
  const { incidents, clock } = ports;
  const { parent } = incident;
  if (!parent) throw new Error('an incident joins nobody');
  const group = childrenOf(parent);
  if ((await incidents.join(group, memberOf(incident), MOST_CHILDREN)) === 'full') {
    return wrote(
      await incidents.write(joined(incident, threshold, clock.now())),
      'joined',
      'the parent is full',
    );
  }
  const children = await incidents.members(group);
  const own = thresholdOf(parent, rules.thresholds);
  const raised = await changeIncident(parent, incidents, (there) => {
    const now = clock.now();
    const before = there?.readAt ?? new Date(0);
    const reading = { ...parent, value: children.length, at: now > before ? now : later(before, 1) };
    return measured(there, reading, { threshold: own, rules, now }).next;
  });
  const ended = wrote(await incidents.write(joined(incident, threshold, clock.now())), 'joined');
  if (raised && isDue(raised, clock.now()))
    await advanceOnce(parent, ports, { rules, threshold: own, remainingMs: () => 0 });
  return ended;
}

/** It is over, and its parent counts one less. */
async function leave(incident: Incident, ports: ActingPorts): Promise<ActOutcome> {
  const { incidents, clock } = ports;
  if (incident.state === 'JOINED') {
    const leaving = step(dueAt(incident, clock.now()), 'LEAVING', 'calm for long enough', clock.now());
    return wrote(await incidents.write(leaving), 'leaving');
  }
  if (incident.parent) await incidents.leave(childrenOf(incident.parent), memberOf(incident).id);
  return wrote(
    await incidents.write(over(incident, 'calm', 'calm for long enough', clock.now())),
    'resolved',
  );
}
