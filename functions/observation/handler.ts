import { chooseObservers } from '../adapters/choose.ts';
import { chooseEndedWatch } from '../adapters/choose-ended.ts';
import { dynamoOccupancyBook } from '../adapters/dynamo-occupancy.ts';
import { dynamoPollMark } from '../adapters/dynamo-poll-mark.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { paced } from '../adapters/paced-http.ts';
import { sqsCompletionOutbox } from '../adapters/sqs-completion-outbox.ts';
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
const through = paced(pacing.telephony, 'observation', systemClock);
const now = () => systemClock.now();
const ports = {
  book: budgets.book,
  ...chooseObservers(env.TELEPHONY, systemClock, through),
  ended: chooseEndedWatch(env.TELEPHONY, systemClock, through),
  mark: dynamoPollMark(table, env.LEDGER_TABLE, { name: 'ended', now }),
  conversations: sqsCompletionOutbox({ settlements: env.SETTLEMENTS_QUEUE }),
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
  pollsEnded: env.POLL_ENDED === 'true',
  queueIds: env.TELEPHONY.queueIds,
};

export const handler = scheduled({
  name: 'observation',
  sweep: () => observe(ports, rules),
  gauges: () => observationGauges(ports, { ...rules, routingQueues: Object.keys(rules.queueIds) }),
});
