// Prints what a mass outage makes of desk and ledger, as JSON: the real use cases and the real desk adapter, a simulated
// desk, and a clock that is moved on. `npm run bench -- incidents` runs it.
import { dynamoIncidents } from '../../functions/adapters/dynamo-incidents.ts';
import { dynamoPaceBook } from '../../functions/adapters/dynamo-pace.ts';
import { formTokens } from '../../functions/adapters/form-tokens.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { paced } from '../../functions/adapters/paced-http.ts';
import { serviceNowDesk } from '../../functions/adapters/servicenow.ts';
import { eachWithin } from '../../functions/runtime/batch.ts';
import { pacer } from '../../functions/runtime/pacer.ts';
import { workOn } from '../../functions/ticketing/work-on.ts';
import { startServiceNowSimulator } from '../../local/simulators/servicenow.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { fakeSleep } from '../support/fake-sleep.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { ticketingRules } from '../support/ticketing-rules.ts';

/** A switch fails: so many queues are in breach within ten seconds, and every event is delivered. */
const QUEUES = 200;
const EVENTS = 10_000;
const STORM_MS = 10_000;
const WORKERS = 5;
const REQUESTS_PER_MINUTE = 60;
const MINUTE_MS = 60_000;
const SLOT_WITHIN_MS = 3000;

const clock = fakeClock('2026-11-21T09:00:00.000Z');
const random = fakeRandom();
const simulator = await startServiceNowSimulator({
  clientId: 'c',
  clientSecret: 's',
  now: () => clock.now(),
});
const secret = { value: async () => ({ clientId: 'c', clientSecret: 's' }) };
const db = memoryDynamo({ tables });
const sleep = fakeSleep(clock);
const pace = pacer(
  'desk',
  { requestsPerMinute: REQUESTS_PER_MINUTE, shares: { tickets: 100 }, spreadMs: 0 },
  { book: dynamoPaceBook(db, 'ledger', random), clock, sleep, random },
);
const http = paced(pace, 'tickets', clock, SLOT_WITHIN_MS)(httpClient(simulator.url));
const rules = ticketingRules({ mass: { queues: 5, trunksOfAnEdge: 1 } });
const ports = {
  incidents: dynamoIncidents(db, 'ledger', random),
  desk: serviceNowDesk(
    http,
    formTokens(http, '/oauth_token.do', 'servicenow', secret, () => clock.now()),
    {
      kind: 'servicenow',
      baseUrl: simulator.url,
      secretArn: 'arn',
      closeCode: 'Solution provided',
      impact: { high: '1', normal: '2', low: '3' },
    },
    () => clock.now(),
  ),
  pace,
  clock,
  random,
  sleep,
  ledger: { claimWebhook: async () => 'new' as const },
  keepDrifted: async () => undefined,
};
const work = { rules, queueIds: {} };
const arrival = { door: 'incidents', edgeId: 'edge', remainingMs: () => 90_000 };
const event = (queue: number, avg: number, at: Date) => ({
  id: `evt-${queue}`,
  eventType: 'telephony.queue.waiting',
  metrics: [{ name: `queue ${queue}`, avg }],
  timestamp: at.toISOString(),
});
const sweepFor = async (minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute++) {
    clock.advance(MINUTE_MS);
    await workOn({ sweep: 'incidents' }, { ...arrival, door: undefined }, ports, work);
  }
};

const begin = clock.now().getTime();
const storm = Array.from({ length: EVENTS }, (_none, index) => ({
  queue: index % QUEUES,
  at: new Date(begin + Math.floor((index * STORM_MS) / EVENTS)),
}));
const startedMs = performance.now();
await eachWithin(WORKERS, storm, async ({ queue, at }) => {
  if (clock.now() < at) clock.set(at);
  await workOn(event(queue, 400 + (queue % 50), at), arrival, ports, work);
});
const tookMs = performance.now() - startedMs;
const writes = db.counts().ledger?.writeUnits ?? 0;
await sweepFor(10);
const during = simulator.tickets();
await eachWithin(
  WORKERS,
  Array.from({ length: QUEUES }, (_none, queue) => queue),
  (queue) => workOn(event(queue, 10, clock.now()), arrival, ports, work),
);
await sweepFor(20);

const times = simulator
  .requests()
  .filter(({ path }) => !path.includes('oauth'))
  .map(({ at }) => Date.parse(at));
const mostInAMinute = Math.max(
  ...times.map((from) => times.filter((time) => time >= from && time < from + MINUTE_MS).length),
);
const left = (await ports.incidents.open(100)).incidents.length;
const parents = during.filter(({ subject }) => subject.includes('sources_in_breach')).length;
await simulator.stop();
console.log(
  JSON.stringify({
    queues: QUEUES,
    events: EVENTS,
    seconds: tookMs / 1000,
    writes,
    parents,
    ownTickets: during.length - parents,
    mostOwnTickets: rules.mass.queues,
    deskRequests: times.length,
    mostInAMinute,
    requestsPerMinute: REQUESTS_PER_MINUTE,
    openTickets: simulator.tickets().filter(({ open }) => open).length,
    openIncidents: left,
  }),
);
