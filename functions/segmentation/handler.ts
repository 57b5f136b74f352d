import { chooseReadCustomers, chooseSegmentCrm } from '../adapters/choose-segments.ts';
import { chooseTranscripts } from '../adapters/choose-transcripts.ts';
import { dynamoContactCache } from '../adapters/dynamo-contact-cache.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoProfiles } from '../adapters/dynamo-profiles.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { SigningKeys, secret } from '../adapters/secrets.ts';
import { sqsUpdateOutbox } from '../adapters/sqs-update-outbox.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { readEnv } from '../runtime/env.ts';
import { cardsCounted, profilesWithoutCards } from '../runtime/masked-stores.ts';
import { pacer } from '../runtime/pacer.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { signedDoors } from '../runtime/signed-doors.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { SegmentationEnv } from './env.ts';
import { identifiersBy } from './identify-customer.ts';
import { SEGMENT_TIMING } from './profile-steps.ts';
import { SegmentationMessage, updateSegments } from './update-segments.ts';

const env = readEnv(SegmentationEnv);
const table = dynamoTable();
const budgets = systemPacing(table, env.LEDGER_TABLE);
const crmPacing = (destination: 'crm' | 'segments') => pacer(destination, env.PACING.crm, budgets);
const ports = {
  profiles: profilesWithoutCards(
    dynamoProfiles(table, env.CONTACTS_TABLE, systemRandom),
    cardsCounted('segmentation'),
  ),
  crm: chooseSegmentCrm(env.SEGMENT_CRM, systemClock),
  identifiers: identifiersBy(env.IDENTIFIED_BY.by, () =>
    chooseReadCustomers(
      env.IDENTIFIED_BY.crm,
      dynamoContactCache(table, env.CONTACTS_TABLE),
      crmPacing('crm'),
      systemClock,
    ),
  ),
  pace: crmPacing(env.PACED_AS),
  transcripts: chooseTranscripts(
    env.TELEPHONY,
    pacer('telephony', env.PACING.telephony, budgets),
    systemClock,
  ),
  outbox: sqsUpdateOutbox(env.UPDATES_QUEUE),
  clock: systemClock,
  random: systemRandom,
};
const policy = {
  rules: env.SEGMENT_RULES,
  timing: { ...SEGMENT_TIMING, coalesceMs: env.COALESCE_SECONDS * 1000 },
};
const kept = {
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  archive: s3Archive(env.ARCHIVE_BUCKET),
  clock: systemClock,
};

const doors = Object.entries(env.SIGNING_SECRETS).map(([door, arn]) => {
  const keys = secret(arn, SigningKeys, () => systemClock.now());
  return { door, signingKeys: async () => (await keys.value()).keys };
});

export const handler = sqsWorker({
  name: 'segmentation',
  message: SegmentationMessage,
  verify: signedDoors(doors, kept),
  work: (message, delivery) => updateSegments(message, delivery, ports, policy),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 10,
});
