import { chooseObservers } from '../adapters/choose.ts';
import { dynamoOccupancyBook } from '../adapters/dynamo-occupancy.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { paced } from '../adapters/paced-http.ts';
import { sqsMeasurementOutbox } from '../adapters/sqs-measurement-outbox.ts';
import { systemClock } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { systemSleep } from '../adapters/system-sleep.ts';
import { readEnv } from '../runtime/env.ts';
import { pacers } from '../runtime/pacer.ts';
import { scheduled } from '../runtime/scheduled.ts';
import { ObservationEnv } from './env.ts';
import { observationGauges } from './gauges.ts';
import { observe } from './observe.ts';

const env = readEnv(ObservationEnv);
const table = dynamoTable();
const budgets = systemPacing(table, env.LEDGER_TABLE);
const pacing = pacers(env.PACING, budgets);
const ports = {
  book: budgets.book,
  ...chooseObservers(env.TELEPHONY, systemClock, paced(pacing.telephony, 'observation', systemClock)),
  occupancy: dynamoOccupancyBook(table, env.LEDGER_TABLE),
  measurements: sqsMeasurementOutbox(env.TICKETING_QUEUE),
  clock: systemClock,
  sleep: systemSleep,
};
const rules = {
  ...env.OCCUPANCY,
  armed: env.ARMED === 'true',
  pollsWaits: env.POLL_WAITS === 'true',
  pollsTrunks: env.POLL_TRUNKS === 'true',
  queueIds: env.TELEPHONY.queueIds,
};

export const handler = scheduled({
  name: 'observation',
  sweep: () => observe(ports, rules),
  gauges: () => observationGauges(ports, { ...rules, routingQueues: Object.keys(rules.queueIds) }),
});
