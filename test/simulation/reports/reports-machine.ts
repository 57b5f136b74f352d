import type { ReportToDeliver } from '../../../functions/ports/warehouse.ts';
import { tables as TABLES } from '../../support/dynamo-fixtures.ts';
import { type Chance, chance } from '../chance.ts';
import { functions } from '../functions.ts';
import type { Machine, MachineRun } from '../machine.ts';
import { processes } from '../processes.ts';
import { queues } from '../queues.ts';
import { everyMinute } from '../schedule.ts';
import type { Beginning, Simulation } from '../simulation.ts';
import { store } from '../store.ts';
import { platformHost, warehouseHost } from './reports-hosts.ts';
import { REPORT_MUTANTS } from './reports-mutants.ts';
import { type RealEnd, recordIn, reportsJudge } from './reports-rules.ts';
import { COURIER, DUE, EVENTS, feedAnalytics, feedCourier, SERVER } from './reports-workers.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse('2026-11-21T09:00:00.000Z');

/** Campaigns end within this time, and every word of it is heard within ten more minutes. */
const ENDING_MS = 30 * MINUTE_MS;
const HEARD_MS = 10 * MINUTE_MS;

/** Nothing of a report moves after its correction window and its patience with a warehouse. */
const RESTS_MS = 9 * DAY_MS;

/** The sweep's clock may be ahead. */
const CLOCKS_MS = 2000;

/** What a platform and a warehouse in trouble do. */
const TROUBLE = ['throttled', 'unreachable', 'failedBefore', 'failedAfter'] as const;

interface Trouble extends Beginning {
  readonly ends: readonly RealEnd[];
  /** The warehouse cannot be reached until then, epoch ms. */
  readonly downUntil: number;
}

/** Campaigns end, and their reports are settled, delivered, told and corrected. */
export const reports: Machine = {
  name: 'reports',
  mutants: REPORT_MUTANTS,
  begin: (seed) => troubleOf(chance(seed, 'trouble')),
  build: (simulation) => build(simulation, troubleOf(simulation.chance('trouble'))),
};

function troubleOf(draws: Chance): Trouble {
  const isDown = draws.happens(0.3);
  return {
    start: START,
    together: draws.happens(0.5) ? TROUBLE.filter(() => draws.happens(0.5)) : [],
    ends: Array.from({ length: draws.whole(1, 3) }, (_none, nth) => endOf(draws, `campaign-${nth}`)),
    downUntil: isDown ? START + HOUR_MS + draws.fraction() * 2 * DAY_MS : 0,
  };
}

function endOf(draws: Chance, campaignId: string): RealEnd {
  const endedAt = START + draws.whole(0, ENDING_MS);
  const settledAt = endedAt + draws.magnitude(1, 20) * MINUTE_MS;
  const restatedAt = draws.happens(0.4) ? settledAt + draws.between(1, 40) * HOUR_MS : undefined;
  return {
    campaignId,
    endedAt,
    settledAt,
    settled: 450,
    restatedAt,
    restated: 461,
    never: draws.happens(0.15),
  };
}

function build(simulation: Simulation, { ends, downUntil }: Trouble): MachineRun {
  const { timeline } = simulation;
  const around = processes(simulation);
  const lambda = functions(simulation, around);
  const mail = queues(simulation, around, lambda);
  const isUp = simulation.without.has('warehouse');
  const warehouse = warehouseHost(simulation, isUp ? 0 : downUntil);
  const server = warehouseHost(simulation, isUp ? 0 : downUntil, SERVER);
  const documents = new Map<string, ReportToDeliver>();
  const judged = reportsJudge(simulation, {
    ends,
    lines: (name, version) => (name === SERVER ? server : warehouse).lines(version),
    report: (document) => documents.get(document)?.report,
  });
  let expect = (_instant: number): void => undefined;
  const tables = store(simulation, around, TABLES, (_table, _before, after) => {
    const record = recordIn(after);
    if (record) judged.saw(record);
    if (after?.nextAt) expect(Number(after.nextAt.N));
  });
  const world = {
    simulation,
    processes: around,
    queues: mail,
    store: tables,
    platform: platformHost(simulation, ends),
    warehouse,
    server,
    documents,
    heard: judged.heard,
  };
  feedAnalytics(world);
  feedCourier(world);
  const clock = everyMinute(
    { simulation, lambda },
    {
      name: 'clock',
      timeoutMs: 1000,
      isNeeded: () =>
        tables.items('ledger').some((item) => Number(item.nextAt?.N) <= timeline.now() + CLOCKS_MS),
      wire: () => async () =>
        mail.leave(DUE, JSON.stringify({ sweep: 'reports' }), `sweep-${timeline.now()}`),
    },
  );
  expect = clock.expect;
  announce(simulation, ends, (body, edgeId) => mail.leave(EVENTS, JSON.stringify(body), edgeId));
  return {
    parts: downUntil > 0 && !isUp ? ['warehouse'] : [],
    endsAt: START + ENDING_MS + HEARD_MS,
    restsWithinMs: RESTS_MS,
    atRest: () => [
      ...judged.atRest(tables.items('ledger').flatMap((item) => recordIn(item) ?? [])),
      ...[EVENTS, DUE, COURIER]
        .flatMap((queue) => mail.dead(queue))
        .map((body) => ({ invariant: 'receives', what: `a message died: ${body.slice(0, 80)}` })),
    ],
  };
}

/** Each end is told one to three times by the door and perhaps by the bus, in any order. */
function announce(
  { timeline, chance: stream }: Simulation,
  ends: readonly RealEnd[],
  leave: (body: object, edgeId: string) => void,
): void {
  const draws = stream('announcements');
  for (const { campaignId, endedAt } of ends) {
    const event = {
      eventType: 'outbound.campaign.completed',
      timestamp: new Date(endedAt).toISOString(),
      data: { campaignId, status: 'completed', durationSeconds: 3600, contactCount: 1500 },
    };
    const detail = {
      topicName: `v2.outbound.campaigns.${campaignId}`,
      timestamp: new Date(endedAt + 20_000).toISOString(),
      eventBody: { id: campaignId, campaignStatus: 'complete', version: 2 },
    };
    const soon = (): number => endedAt + draws.fraction() * HEARD_MS;
    const times = draws.whole(1, 3);
    for (let nth = 0; nth < times; nth++) {
      timeline.at(soon(), () => leave(event, `${campaignId}-door-${nth}`));
    }
    if (draws.happens(0.5)) timeline.at(soon(), () => leave({ detail }, `${campaignId}-bus`));
  }
}
