// Prints what 300 campaigns that end within a minute make of the platform's budget, as JSON: the real use cases, the real
// adapter and the real budget, a simulated platform with the same limit, and a clock that is moved on.
// `npm run bench -- reports` runs it.
import { dynamoCampaigns } from '../../functions/adapters/dynamo-campaigns.ts';
import { dynamoPaceBook } from '../../functions/adapters/dynamo-pace.ts';
import { genesysCampaigns } from '../../functions/adapters/genesys-campaigns.ts';
import { genesysRequests } from '../../functions/adapters/genesys-requests.ts';
import { genesysThrottle } from '../../functions/adapters/genesys-throttle.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { clientCredentialsTokens } from '../../functions/adapters/oauth.ts';
import { paced } from '../../functions/adapters/paced-http.ts';
import { dueAt } from '../../functions/analytics/campaign-life.ts';
import { workOnCampaign } from '../../functions/analytics/work-on-campaign.ts';
import { eachWithin } from '../../functions/runtime/batch.ts';
import { pacer } from '../../functions/runtime/pacer.ts';
import { startGenesysSimulator } from '../../local/simulators/genesys.ts';
import { fakeReportArchive, reportRules } from '../support/campaign-desk.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { fakeSleep } from '../support/fake-sleep.ts';
import { fakeWarehouse } from '../support/fake-warehouse.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';

const CAMPAIGNS = 300;
const WITHIN_MS = 60_000;
const REQUESTS_PER_MINUTE = 240;
/** What the template lets analytics work on at once. */
const WORKERS = 15;
const MINUTE_MS = 60_000;
const HORIZON_MS = 60 * MINUTE_MS;

const seed = process.argv[2] ?? '1';
const clock = fakeClock('2026-11-21T09:10:00.000Z');
const random = fakeRandom(seed);
const sleep = fakeSleep(clock);
const simulator = await startGenesysSimulator({
  clientId: 'c',
  clientSecret: 's',
  queueIds: [],
  requestsPerMinute: REQUESTS_PER_MINUTE,
  now: () => clock.now(),
});
const db = memoryDynamo({ tables });
const pace = pacer(
  'telephony',
  { requestsPerMinute: REQUESTS_PER_MINUTE, shares: { reports: 10 }, spreadMs: 1000 },
  { book: dynamoPaceBook(db, 'ledger', random), clock, sleep, random },
);
const now = () => clock.now();
const http = paced(pace, 'reports', clock)(genesysThrottle(httpClient(simulator.url)));
const secret = { value: async () => ({ clientId: 'c', clientSecret: 's' }) };
const tokens = clientCredentialsTokens(http, secret, now);
const messages: { readonly at: number; readonly body: Record<string, unknown> }[] = [];
const s3 = fakeWarehouse();
const ledger = dynamoCampaigns(db, 'ledger', random, dueAt);
const ports = {
  ledger,
  clock,
  archive: fakeReportArchive(),
  warehouses: { s3 },
  campaigns: genesysCampaigns(genesysRequests(http, tokens, 10_000, now), now),
  outbox: {
    async advance(request: { readonly advance: string; readonly hops: number }, delaySeconds: number) {
      messages.push({ at: clock.now().getTime() + delaySeconds * 1000, body: { ...request } });
    },
  },
  notices: { leave: async () => undefined },
  carrier: { names: [], carry: async () => undefined },
  keepUnknown: async () => undefined,
};

const begin = clock.now().getTime();
const ids = Array.from({ length: CAMPAIGNS }, (_none, index) => `campaign-${index}`);
const ends = ids.map((campaignId) => ({ campaignId, at: begin + Math.floor(random.fraction() * WITHIN_MS) }));
for (const { campaignId, at } of ends) {
  simulator.putCampaignRun(campaignId, {
    campaignStatus: 'complete',
    version: 2,
    changedAt: new Date(at).toISOString(),
    alwaysRunning: false,
    contacts: { total: 100, called: 90, skipped: { 'contact.uncallable': 10 } },
    hours: [
      { start: '2026-11-21T08:00:00.000Z', attempts: 60, connects: { sale: 10 }, handleMs: 1_200_000 },
      { start: '2026-11-21T09:00:00.000Z', attempts: 40, connects: { sale: 5, '': 5 }, handleMs: 900_000 },
    ],
    // Analytics knows the last hour a while after the end, as it really does.
    settlesAt: new Date(at + Math.floor(random.fraction() * 90_000)).toISOString(),
  });
  messages.push({
    at,
    body: {
      eventType: 'outbound.campaign.completed',
      timestamp: new Date(at).toISOString(),
      data: { campaignId, status: 'completed', durationSeconds: 3600, contactCount: 100 },
    },
  });
}

const work = async (body: Record<string, unknown>): Promise<void> => {
  const door = 'eventType' in body ? 'campaigns' : undefined;
  await workOnCampaign(body, { door, remainingMs: () => 120_000 }, ports, reportRules());
};
const first = new Map<string, number>();
const final = new Map<string, number>();
async function note(campaignId: string): Promise<void> {
  const [completion] = (await ledger.read(campaignId))?.completions ?? [];
  for (const { provisional, deliveries } of completion?.versions ?? []) {
    if (deliveries.s3?.state !== 'DELIVERED') continue;
    const at = clock.now().getTime();
    if (!first.has(campaignId)) first.set(campaignId, at);
    if (!provisional && !final.has(campaignId)) final.set(campaignId, at);
  }
}

// Whatever is due is worked on by all workers at once; when nothing is, the clock goes on to what is next.
while (final.size < CAMPAIGNS && messages.length > 0 && clock.now().getTime() < begin + HORIZON_MS) {
  messages.sort((one, other) => one.at - other.at);
  const next = messages[0]?.at ?? 0;
  if (next > clock.now().getTime()) clock.set(new Date(next));
  const due = messages.filter(({ at }) => at <= clock.now().getTime()).slice(0, WORKERS);
  messages.splice(0, due.length);
  await eachWithin(WORKERS, due, async ({ body }) => {
    await work(body);
    const { advance } = body;
    if (typeof advance === 'string') await note(advance);
  });
}

const asked = simulator.requests();
const times = asked.map(({ at }) => Date.parse(at));
const mostInAMinute = Math.max(
  ...times.map((from) => times.filter((time) => time >= from && time < from + MINUTE_MS).length),
);
await simulator.stop();
const secondsAfter = (ended: Map<string, number>): number[] =>
  ends
    .flatMap(({ campaignId, at }) => {
      const done = ended.get(campaignId);
      return done === undefined ? [] : [(done - at) / 1000];
    })
    .toSorted((a, b) => a - b);
const firsts = secondsAfter(first);
const finals = secondsAfter(final);
console.log(
  JSON.stringify({
    campaigns: CAMPAIGNS,
    reported: first.size,
    final: final.size,
    versions: s3.kept().length,
    throttled: asked.filter(({ answeredStatus }) => answeredStatus === 429).length,
    requests: asked.length,
    mostInAMinute,
    requestsPerMinute: REQUESTS_PER_MINUTE,
    medianSeconds: firsts[Math.floor(firsts.length / 2)] ?? 0,
    lastSeconds: firsts.at(-1) ?? 0,
    lastFinalSeconds: finals.at(-1) ?? 0,
  }),
);
