import { chooseCrm } from '../adapters/choose.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoSurges } from '../adapters/dynamo-surges.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { paced } from '../adapters/paced-http.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { readEnv } from '../runtime/env.ts';
import { pacers } from '../runtime/pacer.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { FollowUpEnv } from './env.ts';
import { FollowUpMessage, followUp } from './follow-up.ts';

const env = readEnv(FollowUpEnv);
const table = dynamoTable();
const ledger = dynamoLedger(table, env.LEDGER_TABLE, systemRandom);
const pacing = pacers(env.PACING, systemPacing(table, env.LEDGER_TABLE));
const crm = chooseCrm(env.CRM, systemClock, paced(pacing.crm, 'tasks', systemClock));
const archive = s3Archive(env.ARCHIVE_BUCKET);
const surges = dynamoSurges(table, env.LEDGER_TABLE, systemRandom);
const ports = { ledger, crm, surges, archive, clock: systemClock, random: systemRandom };
const rules = { fallbackZone: env.FALLBACK_ZONE, massEventAlerts: env.MASS_EVENT_ALERTS };
const kept = { ledger, archive, clock: systemClock };

export const handler = sqsWorker({
  name: 'follow-up',
  message: FollowUpMessage,
  work: (request) => followUp(request, ports, rules),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 5,
  // The news of a mass event or of a flapping sensor is nowhere but here: 20 deliveries last some hours.
  longestWaitMs: 60 * 60_000,
});
