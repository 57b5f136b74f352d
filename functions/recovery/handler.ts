import { chooseContactLists, chooseTelephony } from '../adapters/choose.ts';
import { dynamoContactCache } from '../adapters/dynamo-contact-cache.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoSuppressions } from '../adapters/dynamo-suppressions.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { paced } from '../adapters/paced-http.ts';
import { sqsOutbox } from '../adapters/sqs-outbox.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import type { Caller } from '../messages/settings.ts';
import { readEnv } from '../runtime/env.ts';
import { pacers } from '../runtime/pacer.ts';
import { scheduled } from '../runtime/scheduled.ts';
import { RecoveryEnv } from './env.ts';
import { recoveryGauges } from './gauges.ts';
import { sweep } from './sweep.ts';

const env = readEnv(RecoveryEnv);
const table = dynamoTable();
const pacing = pacers(env.PACING, systemPacing(table, env.LEDGER_TABLE));
const through = (caller: Caller) => paced(pacing.telephony, caller, systemClock);
const telephony = (caller: Caller) =>
  chooseTelephony(env.TELEPHONY, env.PROTOCOL.requestMs, systemClock, through(caller));
const contactLists = (caller: Caller) =>
  chooseContactLists(env.TELEPHONY, env.PROTOCOL.requestMs, systemClock, through(caller));
const asked = telephony('recovery');
const read = contactLists('recovery');
const ports = {
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  contacts: dynamoContactCache(table, env.CONTACTS_TABLE),
  suppressions: dynamoSuppressions(table, env.CONTACTS_TABLE),
  // What must not ring cannot wait behind what is merely looked up.
  telephony: { ...asked, withdraw: telephony('critical').withdraw },
  contactLists: { ...read, withholdContact: contactLists('critical').withholdContact },
  pace: pacing.telephony,
  outbox: sqsOutbox({ enrichment: env.ENRICHMENT_QUEUES, followUp: env.FOLLOW_UP_QUEUE }),
  clock: systemClock,
  random: systemRandom,
};
const rules = {
  maxAgeMs: env.MAX_AGE_MINUTES * 60_000,
  protocol: env.PROTOCOL,
  classes: env.ALERT_CLASSES,
};

export const handler = scheduled({
  name: 'recovery',
  sweep: (remainingMs) => sweep(remainingMs, ports, rules),
  gauges: () => recoveryGauges(ports, rules.maxAgeMs),
});
