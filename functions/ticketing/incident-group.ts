import type { Source } from '../messages/measurement.ts';
import type { TicketingRules } from '../messages/ticketing-settings.ts';
import type { Incident, IncidentId, Member } from '../ports/incidents.ts';

/** Sources that tend to fail together. Only `most` of them get tickets of their own at once. */
export interface IncidentGroup {
  readonly name: string;
  readonly most: number;
}

/** The group of a source; `undefined` for one that fails alone. */
export function groupOf(source: Source, { mass, edges }: TicketingRules): IncidentGroup | undefined {
  if (source.kind === 'queue') return { name: 'queues', most: mass.queues };
  if (source.kind === 'group') return undefined;
  const edge = source.kind === 'edge' ? source.id : (source.edgeId ?? edgeOfTrunk(source.id, edges));
  return edge === undefined ? undefined : { name: `edge ${edge}`, most: mass.trunksOfAnEdge };
}

/** The one incident that stands for all of a group that have no ticket of their own. */
export const parentOf = (group: IncidentGroup): IncidentId => ({
  source: { kind: 'group', id: group.name },
  metric: 'sources_in_breach',
});

/** Where the places for tickets of their own are counted. */
export const seatsOf = (group: IncidentGroup): string => `seats ${group.name}`;

/** Where a parent's children are counted. */
export const childrenOf = ({ source }: IncidentId): string => `children ${source.id}`;

/** An incident as a member of a group: known by its ids, read by its name. */
export const memberOf = ({ source, metric }: Pick<Incident, 'source' | 'metric'>): Member => ({
  id: `${source.kind} ${source.id} ${metric}`,
  name: `${source.kind} ${source.name ?? source.id} (${metric})`,
});

const edgeOfTrunk = (trunk: string, edges: TicketingRules['edges']): string | undefined =>
  Object.entries(edges).find(([, trunks]) => trunks.includes(trunk))?.[0];

/** An incident in logs and answers. */
export const incidentName = ({ source, metric }: IncidentId): string =>
  `${source.kind}:${source.id}:${metric}`;
