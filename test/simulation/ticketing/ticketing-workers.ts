import { dynamoIncidents } from '../../../functions/adapters/dynamo-incidents.ts';
import { dynamoLedger } from '../../../functions/adapters/dynamo-ledger.ts';
import { dynamoPaceBook } from '../../../functions/adapters/dynamo-pace.ts';
import { formTokens } from '../../../functions/adapters/form-tokens.ts';
import { paced } from '../../../functions/adapters/paced-http.ts';
import { ClientCredentials } from '../../../functions/adapters/secrets.ts';
import { serviceNowDesk } from '../../../functions/adapters/servicenow.ts';
import type { PaceSettings } from '../../../functions/messages/settings.ts';
import type { TicketingRules } from '../../../functions/messages/ticketing-settings.ts';
import { pacer } from '../../../functions/runtime/pacer.ts';
import { TicketingRequest, workOn } from '../../../functions/ticketing/work-on.ts';
import { workerFunction } from '../batch-function.ts';
import { type Host, httpTo } from '../http.ts';
import { sleepOf } from '../pacing/real-turns.ts';
import type { Process, Processes } from '../processes.ts';
import type { Queues } from '../queues.ts';
import type { Simulation } from '../simulation.ts';
import type { Store } from '../store.ts';
import { secretOf } from '../vault.ts';

/** Everything ticketing stands in. */
export interface TicketingWorld {
  readonly simulation: Simulation;
  readonly processes: Processes;
  readonly queues: Queues;
  readonly store: Store;
  readonly desk: Host;
  readonly rules: TicketingRules;
  readonly pacing: PaceSettings;
}

/** Its two lanes (lib/ticketing-workers.ts). */
export const EVENTS = 'ticketing-events';
export const DUE = 'ticketing-due';
const TIMEOUT_MS = 90_000;
const RECEIVES = 200;

const SLOT_WITHIN_MS = 3000;
const CLIENT = { clientId: 'id', clientSecret: 'secret' };

/** Wires the worker to its queues, with its own edge, its own adapters and its own budget. */
export function feedTicketing(world: TicketingWorld): void {
  const { queues, rules } = world;
  const worker = { name: 'ticketing', message: TicketingRequest, timeoutMs: TIMEOUT_MS, concurrency: 5 };
  const of = workerFunction(worker, world, (process) => {
    const ports = portsOf(process, world);
    return (request, delivery) => {
      // What people do comes by a door; a message here carries no attributes that would say so.
      const door = 'change' in request ? 'tickets' : undefined;
      return workOn(request, { ...delivery, door }, ports, { rules, queueIds: {} });
    };
  });
  queues.add({ name: EVENTS, of, batchSize: 10, concurrency: 5, maxReceives: RECEIVES });
  queues.add({ name: DUE, of, batchSize: 1, concurrency: 2, maxReceives: RECEIVES });
}

/** The product's adapters over everything simulated, as one cold start makes them. */
function portsOf(process: Process, world: TicketingWorld): Parameters<typeof workOn>[2] {
  const { simulation, processes, store } = world;
  const { clock, random } = process;
  const around = { simulation, processes, process };
  const now = () => clock.now();
  const table = store.table(process);
  const sleep = sleepOf(process, simulation, processes);
  const book = dynamoPaceBook(table, 'ledger', random);
  const pace = pacer('desk', world.pacing, { book, clock, sleep, random });
  const http = paced(pace, 'tickets', clock, SLOT_WITHIN_MS)(httpTo(world.desk, around));
  const credentials = secretOf(around, 'desk', CLIENT, ClientCredentials);
  const settings = {
    kind: 'servicenow',
    baseUrl: 'https://desk.example',
    secretArn: 'arn',
    closeCode: 'Solution provided',
    impact: { high: '1', normal: '2', low: '3' },
  } as const;
  return {
    incidents: dynamoIncidents(table, 'ledger', random),
    desk: serviceNowDesk(
      http,
      formTokens(http, '/oauth_token.do', 'servicenow', credentials, now),
      settings,
      now,
    ),
    ledger: dynamoLedger(table, 'ledger', random),
    pace,
    clock,
    random,
    sleep,
    async keepDrifted(_body, _edgeId, reason) {
      simulation.violated('unexpected', `drifted: ${reason}`);
    },
  };
}
