import type { HttpAnswer } from '../../functions/adapters/http.ts';
import type { GenesysSettings } from '../../functions/messages/telephony-settings.ts';
import { type AskPlatform, platformLine } from '../platform-probe.ts';
import { said } from '../said.ts';
import { campaignFaults } from './campaign-faults.ts';
import { type Fault, type Findings, together } from './fault.ts';
import { limitFaults, topicFaults } from './organization-faults.ts';
import { missingPermissions, type PermissionProbe, permissionProbes } from './permission-probes.ts';
import { jsonIn, notSeen, platformFault, QueueAnswer, TokenAnswer } from './platform-answers.ts';
import { setCommand } from './setting-commands.ts';
import type { Patient } from './stage-faults.ts';

/**
 * Everything that is wrong with an organization of Genesys Cloud: the client, its role, routing queues, campaigns and their lists,
 * topics, limits. Asks for nothing that changes anything.
 * @param text the client's credentials, as the secret holds them
 */
export async function platformFaults(
  patient: Patient,
  telephony: GenesysSettings,
  text: string,
): Promise<Findings> {
  const line = await lineOrFault(patient, telephony, text);
  if ('area' in line) {
    const unseen = ['permissions, routing queues, campaigns, topics and limits: nobody is let in'];
    return { faults: [line], unseen };
  }
  const { ask } = line;
  return together(
    await Promise.all([
      permissionFaults(patient, ask),
      queueFaults(patient.name, telephony, ask),
      campaignFaults(patient, telephony, ask),
      doNotCallFaults(patient, telephony, ask),
      topicFaults(patient, ask),
      limitFaults(patient, ask),
    ]),
  );
}

async function lineOrFault(
  { where }: Patient,
  telephony: GenesysSettings,
  text: string,
): Promise<{ readonly ask: AskPlatform } | Fault> {
  const mend = `npm run rotate -- telephony ${where} < telephony.json`;
  const refused = (fault: string): Fault => platformFault('the OAuth client', fault, mend);
  try {
    const ask = await platformLine(telephony, text);
    const status = (await ask({ method: 'GET', path: '/api/v2/tokens/me' }))?.status;
    return status === 200 ? { ask } : refused(`its token is answered ${status ?? 'with silence'}`);
  } catch (error) {
    return refused(said(error));
  }
}

/** What the client's role must be allowed and is not. */
async function permissionFaults({ blocks }: Patient, ask: AskPlatform): Promise<Findings> {
  const { missing, unanswered } = await missingPermissions(ask, permissionProbes(blocks));
  const roleId = missing.length === 0 ? '' : await roleOf(ask);
  return {
    faults: missing.map((probe) =>
      platformFault(
        probe.permissions.join(' and '),
        `the client's role lacks it, and the product ${probe.why}`,
        grantCommand(roleId, probe),
      ),
    ),
    unseen: unanswered === 0 ? [] : [`${unanswered} permissions: the platform gave no answer`],
  };
}

async function roleOf(ask: AskPlatform): Promise<string> {
  const answer = await ask({ method: 'GET', path: '/api/v2/tokens/me' });
  const client = TokenAnswer.safeParse(jsonIn(answer?.body ?? '')).data?.OAuthClient;
  return client?.roleDivisions[0]?.roleId ?? '<role id>';
}

/** The platform's own command line, which takes a whole object and replaces it. */
function grantCommand(roleId: string, { permissions }: PermissionProbe): string {
  const policies = permissions.map((permission) => {
    const [domain, entityName, action] = permission.split(':');
    return { domain, entityName, actionSet: [action], allowConditions: false };
  });
  const filter = `.permissionPolicies += ${JSON.stringify(policies)}`;
  return `gc authorization roles get ${roleId} | jq '${filter}' | gc authorization roles update ${roleId}`;
}

async function queueFaults(
  stage: string,
  { queueIds }: GenesysSettings,
  ask: AskPlatform,
): Promise<Findings> {
  const found = await Promise.all(
    Object.entries(queueIds).map(async ([name, id]) => {
      const path = `/api/v2/routing/queues/${encodeURIComponent(id)}`;
      return queueFinding(stage, { name, id }, await ask({ method: 'GET', path }));
    }),
  );
  return together(found);
}

function queueFinding(
  stage: string,
  { name, id }: { readonly name: string; readonly id: string },
  answer: HttpAnswer | undefined,
): Findings {
  const subject = `routing queue ${name} (${id})`;
  if (answer?.status === 404) {
    const mend = setCommand(stage, `telephony.queueIds.${name}`, '"<an id of: gc routing queues list>"');
    return { faults: [platformFault(subject, 'the platform knows no such queue', mend)], unseen: [] };
  }
  const queue = QueueAnswer.safeParse(jsonIn(answer?.body ?? '')).data;
  if (answer?.status !== 200 || !queue) return notSeen(subject, answer);
  const { enableAutoDialAndEnd, maxRetryCount: retries = 0 } = queue.mediaSettings.callback;
  const wrong = [
    ...(enableAutoDialAndEnd === true ? [] : ['does not dial callbacks by itself']),
    ...(retries === 0 ? [] : [`retries a callback ${retries} times, each a call of its own`]),
  ];
  const filter =
    '.mediaSettings.callback.enableAutoDialAndEnd = true | .mediaSettings.callback.maxRetryCount = 0';
  const mend = `gc routing queues get ${id} | jq '${filter}' | gc routing queues update ${id}`;
  return { faults: wrong.map((fault) => platformFault(subject, `it ${fault}`, mend)), unseen: [] };
}

async function doNotCallFaults(
  { name }: Patient,
  { doNotCallListId: id }: GenesysSettings,
  ask: AskPlatform,
): Promise<Findings> {
  if (id === undefined) return { faults: [], unseen: [] };
  const subject = `do-not-call list ${id}`;
  const answer = await ask({ method: 'GET', path: `/api/v2/outbound/dnclists/${encodeURIComponent(id)}` });
  if (answer?.status === 200) return { faults: [], unseen: [] };
  if (answer?.status !== 404) return notSeen(subject, answer);
  const mend = setCommand(name, 'telephony.doNotCallListId', '"<an id of: gc outbound dnclists list>"');
  return { faults: [platformFault(subject, 'the platform knows no such list', mend)], unseen: [] };
}
