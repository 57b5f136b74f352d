import { cachedCustomers } from '../../../functions/adapters/cached-customers.ts';
import { dynamoOccupancyBook } from '../../../functions/adapters/dynamo-occupancy.ts';
import { dynamoPaceBook } from '../../../functions/adapters/dynamo-pace.ts';
import type { DynamoTable } from '../../../functions/adapters/dynamo-table.ts';
import { laneCustomers } from '../../../functions/adapters/lane-customers.ts';
import { paced } from '../../../functions/adapters/paced-http.ts';
import { restCrm } from '../../../functions/adapters/rest-crm.ts';
import { outboxOver } from '../../../functions/adapters/sqs-outbox.ts';
import type { Caller, PaceSettings } from '../../../functions/messages/settings.ts';
import { observeQueues } from '../../../functions/observation/observe-queues.ts';
import type { Archive } from '../../../functions/ports/archive.ts';
import type { Clock } from '../../../functions/ports/clock.ts';
import type { Sleep } from '../../../functions/ports/sleep.ts';
import { sweep } from '../../../functions/recovery/sweep.ts';
import { pacer } from '../../../functions/runtime/pacer.ts';
import { fakeContactLists } from '../../support/fake-contact-lists.ts';
import { fakeRandom } from '../../support/fake-random.ts';
import { storePorts } from '../../support/store-ports.ts';
import { type AlertPorts, workerWiring } from '../../support/worker-wiring.ts';
import type { WorldRules } from '../../support/world-rules.ts';
import { CRM_PATHS } from '../crm-host.ts';
import type { Timeline } from '../timeline.ts';
import type { StormCrm, StormPlatform } from './storm-hosts.ts';
import type { StormQueues } from './storm-queues.ts';
import type { StormWay } from './storm-side.ts';

/** What all environments share. */
export interface StormSurroundings {
  readonly timeline: Timeline;
  readonly table: DynamoTable;
  readonly queues: StormQueues;
  readonly platform: StormPlatform;
  readonly crm: StormCrm;
  readonly rules: WorldRules;
  readonly pacing: Readonly<Record<'telephony' | 'crm', PaceSettings>>;
  /** Hears of failures that nobody expects. */
  failed(error: unknown): void;
}

/** Queue, worker, function time-out in seconds, batch size, environments (lib: the workers of an alert's way). */
const QUEUES = [
  ['admission', 'admission', 20, 10, 20],
  ['enrichment-critical', 'enrichment', 30, 5, 10],
  ['enrichment-standard', 'enrichment', 30, 10, 5],
  ['compliance', 'compliance', 20, 10, 10],
  ['dialing-critical', 'dialing', 30, 5, 5],
  ['dialing-standard', 'dialing', 30, 5, 2],
  ['follow-up', 'followUp', 30, 5, 2],
] as const;

const lanes = (worker: string) => ({ critical: `${worker}-critical`, standard: `${worker}-standard` });
const OUTBOX = {
  enrichment: lanes('enrichment'),
  compliance: 'compliance',
  dialing: lanes('dialing'),
  followUp: 'follow-up',
};

const MINUTE_MS = 60_000;
const SWEEP_MS = 50_000;
const EXPECTED = new Set(['TransientError', 'RejectedError', 'UnknownOutcomeError']);

/** Wires every worker to its queues, and recovery and observation to their minute. */
export function feedStorm(around: StormSurroundings): void {
  const { timeline, queues, rules, platform } = around;
  let started = 0;
  for (const [name, worker, seconds, batchSize, count] of QUEUES) {
    const environments = Array.from({ length: count }, () => {
      const wired = workerWiring(environment(around, `${name} ${++started}`).ports, rules)[worker];
      return wired.batch({
        fraction: fakeRandom(`${name} ${started}`).fraction,
        hide: async (record, hiddenSeconds) => queues.hide(record, hiddenSeconds),
        done: () => undefined,
        watch: { ended: () => undefined, failed: (error) => tell(around, error) },
      });
    });
    queues.add({ name, batchSize, timeoutMs: seconds * 1000, environments });
  }
  const recovery = environment(around, 'recovery');
  const observation = environment(around, 'observation');
  const routing = { ...rules.occupancy, armed: true, pollsWaits: false, queueIds: platform.side.queueIds };
  everyMinute(timeline, async () => {
    const endsAt = timeline.now() + SWEEP_MS;
    const [swept] = await Promise.all([
      sweep(() => endsAt - timeline.now(), { ...recovery.ports, telephony: recovery.asked }, rules),
      observeQueues(
        {
          ...recovery.ports,
          observer: observation.observer,
          occupancy: observation.book,
          measurements: NOT_POLLED,
        },
        routing,
      ),
    ]);
    for (const result of swept) if ('error' in result) tell(around, result.error);
  });
}

function tell({ failed }: StormSurroundings, error: unknown): void {
  if (!(error instanceof Error) || !EXPECTED.has(error.name)) failed(error);
}

function everyMinute(timeline: Timeline, work: () => Promise<void>): void {
  const begin = (): void => {
    timeline.woke();
    void work();
    timeline.aside(timeline.now() + MINUTE_MS, begin);
  };
  timeline.aside(timeline.now(), begin);
}

/** The product's adapters over everything simulated, as one cold start makes them. */
function environment(
  { timeline, table, queues, platform, crm, rules, pacing }: StormSurroundings,
  seed: string,
) {
  const clock: Clock = { now: () => new Date(timeline.now()) };
  const now = () => clock.now();
  const sleep: Sleep = { until: (instant) => sleepUntil(timeline, instant) };
  const random = fakeRandom(seed);
  const stored = storePorts(table, random);
  const book = dynamoPaceBook(table, 'ledger', random);
  const pace = (destination: 'telephony' | 'crm') =>
    pacer(destination, pacing[destination], { book, clock, sleep, random });
  const paces = { telephony: pace('telephony'), crm: pace('crm') };
  const secret = { value: async () => ({ token: 'token' }) };
  const customersOf = (caller: Caller) =>
    restCrm(paced(paces.crm, caller, clock)(crm.http), '', CRM_PATHS, secret, now);
  const cached = (caller: Caller) => cachedCustomers(stored.contacts, customersOf(caller), clock);
  const platformOf = (caller: Caller): StormWay => ({
    http: platform.http,
    through: paced(paces.telephony, caller, clock),
  });
  const telephonyOf = (caller: Caller) =>
    platform.side.telephony(platformOf(caller), rules.protocol.requestMs, now);
  const occupancy = dynamoOccupancyBook(table, 'ledger');
  const ports: AlertPorts = {
    ...stored,
    clock,
    random,
    sleep,
    crm: customersOf('tasks'),
    customers: laneCustomers({ critical: cached('critical'), standard: cached('reads') }),
    pace: paces.telephony,
    occupancy,
    telephony: telephonyOf('critical'),
    contactLists: fakeContactLists({}, now),
    archive: NOTHING_KEPT,
    outbox: outboxOver(OUTBOX, async (url, body, seconds) => queues.leave(url, body, undefined, seconds)),
  };
  return {
    ports,
    book: occupancy,
    asked: telephonyOf('recovery'),
    observer: platform.side.observer(platformOf('observation'), now),
  };
}

function sleepUntil(timeline: Timeline, instant: Date): Promise<void> {
  return new Promise((resolve) => {
    timeline.at(instant.getTime(), () => {
      timeline.woke();
      resolve();
    });
  });
}

/** The waits of routing queues are not polled here. */
const NOT_POLLED = { measured: async () => undefined };

/** S3 has no conditions and takes part in no decision. */
const NOTHING_KEPT: Archive = {
  keepTelemetry: async () => undefined,
  readTelemetry: async () => undefined,
  keepMember: async () => undefined,
  keepQuarantined: async () => undefined,
};
