import type { TicketingRules } from '../messages/ticketing-settings.ts';
import type { Incident, IncidentId } from '../ports/incidents.ts';
import { joined, joining, over, seated } from './after-asking.ts';
import type { ActingPorts, ActingRules, ActOutcome } from './at-desk.ts';
import { changeIncident } from './change-incident.ts';
import { childrenOf, groupOf, memberOf, parentOf, seatsOf } from './incident-group.ts';
import { dueAt, isOver, later, measured, step } from './incident-life.ts';
import { thresholdOf } from './threshold.ts';

/** No group is larger: an item holds at most 400 KB (DynamoDB quotas). */
const MOST_CHILDREN = 2000;

/** A parent lasts as long as it has children: their number is its reading. */
export async function withChildren(
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

/** What a write of an act ended in. */
export const wrote = (move: 'moved' | 'lost', outcome: string, reason?: string): ActOutcome =>
  move === 'moved'
    ? { outcome, ...(reason !== undefined && { reason }) }
    : { outcome: 'already_moved', reason: 'by another' };

/** One of the few places for tickets of its own, unless the group has a parent already or the places are taken. */
export async function place(
  incident: Incident,
  ports: ActingPorts,
  { rules }: ActingRules,
): Promise<ActOutcome> {
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
export async function join(
  incident: Incident,
  ports: ActingPorts,
  { rules, threshold }: ActingRules,
): Promise<{ readonly outcome: ActOutcome; readonly raised?: Incident | undefined }> {
  const { incidents, clock } = ports;
  const { parent } = incident;
  if (!parent) throw new Error('an incident joins nobody');
  const place = await incidents.join(childrenOf(parent), memberOf(incident), MOST_CHILDREN);
  const raised = place === 'full' ? undefined : await raiseParent(parent, ports, rules);
  const outcome = wrote(await incidents.write(joined(incident, threshold, clock.now())), 'joined');
  return { outcome, raised };
}

/** A child is a breach of its parent, whose reading is how many there are. */
async function raiseParent(
  parent: IncidentId,
  { incidents, clock }: ActingPorts,
  rules: TicketingRules,
): Promise<Incident | undefined> {
  const { length: value } = await incidents.members(childrenOf(parent));
  const threshold = thresholdOf(parent, rules.thresholds);
  return changeIncident(parent, incidents, (there) => {
    const now = clock.now();
    const before = there?.readAt ?? new Date(0);
    const reading = { ...parent, value, at: now > before ? now : later(before, 1) };
    return measured(there, reading, { threshold, rules, now }).next;
  });
}

/** It is over, and its parent counts one less. */
export async function leave(incident: Incident, ports: ActingPorts): Promise<ActOutcome> {
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
