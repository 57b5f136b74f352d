import { chooseCrm } from '../adapters/choose.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { FollowUpRequest } from '../messages/alert-facts.ts';
import { readEnv } from '../runtime/env.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { FollowUpEnv } from './env.ts';
import { openFollowUp } from './open-follow-up.ts';

const env = readEnv(FollowUpEnv);
const ledger = dynamoLedger(dynamoTable(), env.LEDGER_TABLE, systemRandom);
const ports = { ledger, crm: chooseCrm(env.CRM, systemClock), clock: systemClock, random: systemRandom };
const rules = { fallbackZone: env.FALLBACK_ZONE };
const kept = { ledger, archive: s3Archive(env.ARCHIVE_BUCKET), clock: systemClock };

export const handler = sqsWorker({
  name: 'follow-up',
  message: FollowUpRequest,
  work: (request) => openFollowUp(request, ports, rules),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 5,
});
