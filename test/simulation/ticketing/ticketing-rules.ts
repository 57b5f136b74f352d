import type { SimulatedTicket } from '../../../local/simulators/desk-tokens.ts';
import type { IncidentRow } from '../../../local/simulators/servicenow-incidents.ts';
import type { Simulation, Violation } from '../simulation.ts';
import type { Store } from '../store.ts';

/** An incident as the ledger holds it, as far as it is judged. */
interface KeptIncident {
  readonly state: string;
  readonly source: { readonly kind: string; readonly id: string };
  readonly key: string;
  readonly ticket?: { readonly id: string };
  readonly calmSince?: number;
}

/** What must hold of incidents and their tickets. */
export interface TicketingJudge {
  /** Sees every request to the desk. */
  asked(): void;
  /** Sees every write at the desk, the tickets as they are after it. */
  wrote(fields: IncidentRow, tickets: readonly SimulatedTicket[]): void;
  /** `inBreach`: queues and trunks whose last readings were in breach. */
  atRest(
    store: Store,
    tickets: readonly SimulatedTicket[],
    inBreach: readonly string[],
  ): readonly Violation[];
}

const MINUTE_MS = 60_000;

/** Two clocks, each wrong by at most the assumed error, ms. */
const CLOCKS_MS = 4000;

/** The incidents of a ledger. */
export const incidentsIn = (store: Store): KeptIncident[] =>
  store
    .items('ledger')
    .flatMap(({ doc, pk }) =>
      pk?.S?.startsWith('INCIDENT#') && doc?.S ? [JSON.parse(doc.S) as KeptIncident] : [],
    );

/** `calmMs`: how long calm must last before a ticket is closed, of a queue's and of a parent's. */
export function ticketingJudge(
  simulation: Simulation,
  limits: { readonly requestsPerMinute: number; readonly calmMs: number; readonly parentCalmMs: number },
): TicketingJudge {
  const { timeline } = simulation;
  const requests: number[] = [];

  return {
    asked() {
      // Who stands still between its slot and the socket leaves late: no budget can see that.
      if (simulation.rate('pause') > 0) return;
      const now = timeline.now();
      requests.push(now);
      const inMinute = requests.filter((at) => at > now - MINUTE_MS).length;
      if (inMinute > limits.requestsPerMinute) {
        simulation.violated(
          'rate',
          `${inMinute} requests in a minute, the budget is ${limits.requestsPerMinute}`,
        );
      }
    },
    wrote(fields, tickets) {
      const keys = tickets.map(({ key }) => key);
      if (new Set(keys).size < keys.length) simulation.violated('one ticket', 'an episode has two tickets');
      for (const { number, notes } of tickets) {
        const ids = notes.flatMap((note) => /\[(trunkline-[^\]]+)\]$/.exec(note)?.[1] ?? []);
        if (new Set(ids).size < ids.length) simulation.violated('one note', `${number} has a note twice`);
      }
      const since = /calm since ([^,]+),/.exec(fields.close_notes ?? '')?.[1];
      if (since === undefined) return;
      const calmMs = timeline.now() + CLOCKS_MS - Date.parse(since);
      const subject = tickets.find(({ notes }) => notes.includes(fields.close_notes ?? ''))?.subject ?? '';
      const least = subject.includes('sources_in_breach') ? limits.parentCalmMs : limits.calmMs;
      if (calmMs < least) simulation.violated('calm', `closed after ${calmMs} ms of calm`);
    },
    atRest: (store, tickets, inBreach) => [...judged(incidentsIn(store), tickets, inBreach)],
  };
}

const ENDED = ['WATCHING', 'RESOLVED', 'OPEN', 'JOINED'];

function* judged(
  incidents: readonly KeptIncident[],
  tickets: readonly SimulatedTicket[],
  inBreach: readonly string[],
): Generator<Violation> {
  const isOpen = (incident: KeptIncident | undefined): boolean =>
    incident?.state === 'OPEN' && tickets.some(({ id, open }) => open && id === incident.ticket?.id);
  for (const incident of incidents) {
    const { state, source } = incident;
    if (!ENDED.includes(state)) yield { invariant: 'ends', what: `${source.id} is still ${state}` };
    if (state === 'OPEN' && !isOpen(incident)) {
      yield { invariant: 'ends', what: `${source.id} is open without an open ticket` };
    }
  }
  for (const { number, id, open } of tickets) {
    const owned = incidents.some(({ state, ticket }) => state === 'OPEN' && ticket?.id === id);
    if (open && !owned)
      yield { invariant: 'ends', what: `${number} is open and belongs to no open incident` };
  }
  const parentOf = (kind: string | undefined): KeptIncident | undefined => {
    const named = kind === 'queue' ? 'queues' : 'edge ';
    return incidents.find(({ source }) => source.kind === 'group' && source.id.startsWith(named));
  };
  for (const name of inBreach) {
    const incident = incidents.find(({ source }) => source.id === name);
    const isTold =
      isOpen(incident) || (incident?.state === 'JOINED' && isOpen(parentOf(incident.source.kind)));
    if (!isTold) yield { invariant: 'nothing lost', what: `${name} is in breach and nobody is told` };
  }
}
