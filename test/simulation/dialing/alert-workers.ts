import { cachedCustomers } from '../../../functions/adapters/cached-customers.ts';
import type { DynamoTable } from '../../../functions/adapters/dynamo-table.ts';
import type { HttpClient } from '../../../functions/adapters/http.ts';
import { restCrm } from '../../../functions/adapters/rest-crm.ts';
import { BearerToken } from '../../../functions/adapters/secrets.ts';
import { outboxOver } from '../../../functions/adapters/sqs-outbox.ts';
import { TransientError } from '../../../functions/errors.ts';
import { sweep } from '../../../functions/recovery/sweep.ts';
import { fakeContactLists } from '../../support/fake-contact-lists.ts';
import { storePorts } from '../../support/store-ports.ts';
import { unhurried } from '../../support/unhurried.ts';
import { type AlertPorts, workerWiring } from '../../support/worker-wiring.ts';
import type { WorldRules } from '../../support/world-rules.ts';
import { archiveOf, objectStore } from '../archive.ts';
import { batchFunction } from '../batch-function.ts';
import { CRM_PATHS, type CrmHost } from '../crm-host.ts';
import type { Functions } from '../functions.ts';
import { httpTo } from '../http.ts';
import type { PlatformHost } from '../platform-host.ts';
import type { Process, Processes } from '../processes.ts';
import type { Queues } from '../queues.ts';
import { everyMinute } from '../schedule.ts';
import type { Simulation } from '../simulation.ts';
import type { Store } from '../store.ts';
import { secretOf } from '../vault.ts';
import type { Judge } from './judge.ts';
import type { OrderPorts } from './orders.ts';

/** Everything the workers stand in. */
export interface DialingWorld {
  readonly simulation: Simulation;
  readonly processes: Processes;
  readonly lambda: Functions;
  readonly queues: Queues;
  readonly store: Store;
  readonly platform: PlatformHost;
  readonly crm: CrmHost;
  readonly rules: WorldRules;
  readonly judged: Judge;
  /** Whose turn it is on the platform. @default everybody's, at once */
  readonly turns?: (process: Process, table: DynamoTable) => ReturnType<typeof unhurried>;
  /** What requests to the platform pass on their way. */
  readonly through?: (http: HttpClient) => HttpClient;
}

/** Where requests come in. */
export interface Door {
  post(body: unknown): void;
}

/** Queue, worker, function time-out in seconds, batch size, concurrency and receives (lib/alert-workers.ts). */
const QUEUES = [
  ['admission', 'admission', 20, 10, 20, 200],
  ['enrichment-critical', 'enrichment', 30, 5, 10, 20],
  ['enrichment-standard', 'enrichment', 30, 10, 5, 20],
  ['compliance', 'compliance', 20, 10, 10, 20],
  ['dialing-critical', 'dialing', 30, 5, 5, 20],
  ['dialing-standard', 'dialing', 30, 5, 2, 20],
  ['follow-up', 'followUp', 30, 5, 2, 20],
] as const;
const RECOVERY_TIMEOUT_MS = 50_000;

const lanes = (worker: string) => ({ critical: `${worker}-critical`, standard: `${worker}-standard` });
const OUTBOX = {
  enrichment: lanes('enrichment'),
  compliance: 'compliance',
  dialing: lanes('dialing'),
  followUp: 'follow-up',
};

/** Wires every worker to its queues and recovery to its schedule. */
export function feed(world: DialingWorld): Door {
  const { simulation, queues, rules } = world;
  const objects = objectStore();
  for (const [name, worker, seconds, batchSize, concurrency, maxReceives] of QUEUES) {
    const of = batchFunction(worker, seconds * 1000, world, (process, surroundings) =>
      workerWiring(portsOf(process, world, objects), rules)[worker].batch(surroundings),
    );
    queues.add({ name, of, batchSize, concurrency, maxReceives });
  }
  world.judged.archive(objects);
  const recovery = everyMinute(world, {
    name: 'recovery',
    timeoutMs: RECOVERY_TIMEOUT_MS,
    isNeeded: () => world.judged.nextDue() <= simulation.timeline.now() + CLOCKS_MS,
    wire(process) {
      const ports = portsOf(process, world, objects);
      return async (_event, context) => {
        const results = await sweep(() => context.getRemainingTimeInMillis(), ports, rules).catch(expected);
        for (const result of results) {
          if ('error' in result) world.judged.failed('recovery', result.error);
          else simulation.trace(() => `${process.name}: ${result.key} ${result.outcome} (${result.reason})`);
        }
      };
    },
  });
  world.judged.recovery(recovery);
  let posts = 0;
  return {
    post(body) {
      const edgeId = `edge-${++posts}`;
      world.judged.posted(body, edgeId);
      queues.leave('admission', JSON.stringify(body), edgeId);
    },
  };
}

/** Recovery's clock may be ahead. */
const CLOCKS_MS = 2000;

/** A sweep that cannot read the index is followed by the next. */
function expected(error: unknown): [] {
  if (error instanceof TransientError) return [];
  throw error;
}

/** What people's orders go through. */
export function orderPorts(process: Process, { store, queues }: DialingWorld): OrderPorts {
  const { clock, random } = process;
  return {
    ...storePorts(store.table(process), random),
    // Previews have a machine of their own.
    previews: { ask: async () => undefined },
    outbox: outboxOver(OUTBOX, (url, body, seconds) => queues.send(process, url, body, seconds)),
    clock,
    random,
  };
}

/** The product's adapters over everything simulated, as one cold start makes them. */
function portsOf(process: Process, world: DialingWorld, objects: ReturnType<typeof objectStore>): AlertPorts {
  const { simulation, processes, store, platform, queues, rules } = world;
  const { clock, random } = process;
  const now = () => clock.now();
  const around = { simulation, processes, process };
  const table = store.table(process);
  const stored = storePorts(table, random);
  const crm = restCrm(
    httpTo(world.crm.host, around),
    '',
    CRM_PATHS,
    secretOf(around, 'crm', { token: 'token' }, BearerToken),
    now,
  );
  const api = httpTo(platform.api, around);
  return {
    ...stored,
    clock,
    random,
    crm,
    customers: cachedCustomers(stored.contacts, crm, clock),
    ...(world.turns?.(process, table) ?? unhurried(clock)),
    telephony: platform.face.telephony({
      api: world.through?.(api) ?? api,
      login: httpTo(platform.login, around),
      process,
      around,
      requestMs: rules.protocol.requestMs,
    }),
    contactLists: fakeContactLists({}, now),
    archive: archiveOf(around, objects),
    outbox: outboxOver(OUTBOX, (url, body, seconds) => queues.send(process, url, body, seconds)),
  };
}
