import { join } from 'node:path';
import * as z from 'zod/mini';
import { type BenchTable, type Progress, rounded, verdict } from './bench-table.ts';
import { nodeOutput } from './node-child.ts';

const Storm = z.strictObject({
  queues: z.number(),
  events: z.number(),
  seconds: z.number(),
  writes: z.number(),
  parents: z.number(),
  ownTickets: z.number(),
  mostOwnTickets: z.number(),
  deskRequests: z.number(),
  mostInAMinute: z.number(),
  requestsPerMinute: z.number(),
  openTickets: z.number(),
  openIncidents: z.number(),
});

/** A mass outage: what 200 queues in breach within ten seconds make of the desk. */
export async function incidents(progress: Progress): Promise<readonly BenchTable[]> {
  progress('10,000 events of 200 queues within ten seconds, then an hour of calm');
  const script = join(import.meta.dirname, '../../test/bench/incident-storm.ts');
  return [stormTable(Storm.parse(JSON.parse(await nodeOutput([script]))))];
}

function stormTable(storm: z.infer<typeof Storm>): BenchTable {
  const row = (what: string, value: number, target: number | string, met: boolean) => ({
    what,
    value,
    target,
    verdict: verdict(met),
  });
  const { parents, ownTickets, mostOwnTickets, mostInAMinute, requestsPerMinute } = storm;
  return {
    title: `A mass outage: ${storm.events.toLocaleString('en-US')} events of ${storm.queues} queues within ten seconds`,
    rows: [
      row('parent tickets', parents, 1, parents === 1),
      row('tickets of single queues', ownTickets, `at most ${mostOwnTickets}`, ownTickets <= mostOwnTickets),
      row(
        'desk requests in any minute',
        mostInAMinute,
        `at most ${requestsPerMinute}`,
        mostInAMinute <= requestsPerMinute,
      ),
      row('tickets left open after the calm', storm.openTickets, 0, storm.openTickets === 0),
      row('incidents left open after the calm', storm.openIncidents, 0, storm.openIncidents === 0),
    ],
    notes: [
      `${storm.deskRequests} desk requests in all, notes and closings included; a ticket for every event would have taken ${storm.events.toLocaleString('en-US')}.`,
      `${storm.writes.toLocaleString('en-US')} write units of the ledger during the storm; ${rounded(storm.events / storm.seconds)} events a second in one process, the table in memory, the desk on loopback.`,
      'The clock is moved on between sweeps; the desk is a simulator held against its contract.',
    ],
  };
}
