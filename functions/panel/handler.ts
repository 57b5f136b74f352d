import { chooseAgents } from '../adapters/choose-agents.ts';
import { dynamoAttempts } from '../adapters/dynamo-attempts.ts';
import { dynamoContactRefresh } from '../adapters/dynamo-contact-refresh.ts';
import { dynamoIncidents } from '../adapters/dynamo-incidents.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoPanelSessions } from '../adapters/dynamo-panel-sessions.ts';
import { dynamoProfiles } from '../adapters/dynamo-profiles.ts';
import { dynamoSuppressions } from '../adapters/dynamo-suppressions.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
// Every session needs the client: it is there before the first comes.
import '../adapters/s3-objects.ts';
import { sqsCompletionOutbox } from '../adapters/sqs-completion-outbox.ts';
import { sqsRefreshOutbox } from '../adapters/sqs-refresh-outbox.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemSleep } from '../adapters/system-sleep.ts';
import { PanelDisposition, PanelSessionRequest } from '../messages/panel.ts';
import { apiSession } from '../runtime/api-session.ts';
import { readEnv } from '../runtime/env.ts';
import { PanelEnv } from './env.ts';
import { openSession } from './open-session.ts';
import { recordDisposition } from './record-disposition.ts';
import { showAlert } from './show-alert.ts';
import { showCustomer } from './show-customer.ts';

const env = readEnv(PanelEnv);
const table = dynamoTable();
const { agents, choices } = env.PANEL;
const ports = {
  agents: chooseAgents(agents, systemClock),
  sessions: dynamoPanelSessions(table, env.LEDGER_TABLE),
  archive: s3Archive(env.ARCHIVE_BUCKET),
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  attempts: dynamoAttempts(table, env.LEDGER_TABLE),
  incidents: dynamoIncidents(table, env.LEDGER_TABLE, systemRandom),
  profiles: dynamoProfiles(table, env.CONTACTS_TABLE, systemRandom),
  contacts: dynamoContactRefresh(table, env.CONTACTS_TABLE),
  suppressions: dynamoSuppressions(table, env.CONTACTS_TABLE),
  completions: sqsCompletionOutbox({ completions: env.COMPLETIONS_QUEUE }),
  outbox: sqsRefreshOutbox(env.REFRESH_QUEUE),
  clock: systemClock,
  sleep: systemSleep,
  random: systemRandom,
};
const rules = { choices, classes: env.ALERT_CLASSES, context: env.CONTEXT };

export const handler = apiSession({
  name: 'panel',
  request: PanelSessionRequest,
  open: (request) => openSession(request, ports, rules),
  session: (token) => ports.sessions.read(token, systemClock.now()),
  reads: {
    context: (session) => showCustomer(session, ports, rules),
    alert: (session) => showAlert(session, ports),
  },
  word: PanelDisposition,
  writes: { disposition: (session, word) => recordDisposition(session, word, ports, rules) },
});
