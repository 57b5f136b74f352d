import type { TicketingRun } from './ticketing-world.ts';

/** Everything a run has broken, one sentence each. */
export function ticketingViolations(run: TicketingRun): string[] {
  return [
    ...(run.mostOpenOfOneEpisode > 1 ? ['two tickets of one episode were open'] : []),
    ...(new Set(run.tickets.map(({ key }) => key)).size < run.tickets.length
      ? ['an episode has two tickets']
      : []),
    ...(run.closedTooEarly > 0 ? ['a ticket was closed before the calm had lasted'] : []),
    ...run.tickets
      .filter(({ notes }) => new Set(notes.map(idOf)).size < notes.length)
      .map(({ id }) => `${id} has a note twice`),
    ...run.incidents
      .filter(({ state }) => !['WATCHING', 'RESOLVED', 'OPEN', 'JOINED'].includes(state))
      .map(({ name, state }) => `${name} is still ${state}`),
    ...run.incidents
      .filter(({ state, ticketId }) => state === 'OPEN' && ticketId === undefined)
      .map(({ name }) => `${name} is open without a ticket`),
    ...openWithoutIncident(run),
    ...lostBreaches(run),
    ...run.unexpected.map((reason) => `a worker failed: ${reason}`),
  ];
}

const idOf = (note: string): string => /\[(.*)\]$/.exec(note)?.[1] ?? note;

/** A ticket that nobody will ever close. */
function openWithoutIncident({ tickets, incidents }: TicketingRun): string[] {
  return tickets
    .filter(
      ({ open, id }) => open && !incidents.some(({ ticketId, state }) => ticketId === id && state === 'OPEN'),
    )
    .map(({ id }) => `${id} is open and belongs to no open incident`);
}

/** A queue in breach is told: on a ticket of its own, or on its parent's. */
function lostBreaches({ incidents, inBreach, tickets }: TicketingRun): string[] {
  return inBreach
    .filter((queue) => {
      const incident = incidents.find(({ name }) => name === queue);
      if (incident?.state === 'OPEN')
        return !tickets.some(({ id, open }) => id === incident.ticketId && open);
      if (incident?.state !== 'JOINED') return true;
      const parent = incidents.find(({ name }) => name === 'queues');
      return parent?.state !== 'OPEN';
    })
    .map((queue) => `${queue} is in breach and nobody is told`);
}
