import type { Blocks } from '../../lib/stage-problems.ts';
import type { AskPlatform } from '../platform-probe.ts';
import type { Findings } from './fault.ts';
import { jsonIn, LimitsAnswer, notSeen, platformFault, TopicsAnswer } from './platform-answers.ts';
import { dropCommand, setCommand } from './setting-commands.ts';
import type { Patient } from './stage-faults.ts';

/** Topics by the setting that makes the product listen to them (reference/genesys-cloud.md, section 3.2). */
const TOPICS: readonly {
  readonly wanted: (blocks: Blocks) => boolean;
  readonly setting: string;
  readonly topics: readonly string[];
}[] = [
  {
    wanted: ({ segmentation }) => segmentation?.conversations?.eventSource !== undefined,
    setting: 'segmentation.conversations.eventSource',
    topics: ['customer.end', 'acw', 'wrapup'].map((part) => `v2.detail.events.conversation.{id}.${part}`),
  },
  {
    wanted: ({ context }) => context?.previewEvents === true,
    setting: 'context.previewEvents',
    topics: ['preContact', 'postContact'].map((part) => `v2.outbound.preview.campaigns.contact.${part}`),
  },
  {
    wanted: ({ reports }) => reports?.eventBusName !== undefined,
    setting: 'reports.eventBusName',
    topics: ['v2.outbound.campaigns.{id}'],
  },
  {
    wanted: ({ ticketing }) => ticketing?.eventBusName !== undefined && !ticketing.pollTrunks,
    setting: 'ticketing.pollTrunks',
    topics: [
      'v2.telephony.providers.edges.trunks.{id}',
      'v2.telephony.providers.edges.{id}',
      'v2.operations.events.{id}',
    ],
  },
  {
    wanted: ({ ticketing }) => ticketing?.eventBusName !== undefined && !ticketing.pollWaits,
    setting: 'ticketing.pollWaits',
    topics: ['v2.analytics.queues.{id}.observations', 'v2.analytics.queues.{id}.activity'],
  },
];

/** Topics that a stage listens to on the platform's bus. */
export const topicsOf = (blocks: Blocks): readonly { readonly topic: string; readonly setting: string }[] =>
  TOPICS.filter(({ wanted }) => wanted(blocks)).flatMap(({ setting, topics }) =>
    topics.map((topic) => ({ topic, setting })),
  );

/** Topics that the platform does not have, or not over EventBridge. */
export async function topicFaults({ blocks, name }: Patient, ask: AskPlatform): Promise<Findings> {
  const wanted = topicsOf(blocks);
  if (wanted.length === 0) return { faults: [], unseen: [] };
  const answer = await ask({
    method: 'GET',
    path: '/api/v2/notifications/availabletopics?expand=transports',
  });
  const known = TopicsAnswer.safeParse(jsonIn(answer?.body ?? '')).data?.entities;
  if (answer?.status !== 200 || !known) return notSeen('topics', answer);
  const faults = wanted.flatMap(({ topic, setting }) => {
    const found = known.find(({ id }) => id === topic);
    if (found?.transports.some((way) => /^(?:eventbridge|all)$/i.test(way))) return [];
    const fault = found ? 'it does not come over EventBridge' : 'the platform knows no such topic';
    return [platformFault(`topic ${topic}`, `${fault}, and ${setting} rests on it`, otherWay(setting, name))];
  });
  return { faults, unseen: [] };
}

/** How a stage does without a topic: by polling, by the door, or not at all. */
function otherWay(setting: string, stage: string): string {
  if (setting.startsWith('ticketing.poll')) return setCommand(stage, setting, 'true');
  return setting === 'context.previewEvents'
    ? setCommand(stage, setting, 'false')
    : dropCommand(stage, setting);
}

/** The platform's limit of one client, and the budget that must stay below it. */
const LIMIT = 'client.credentials.token.rate.per.minute';

/** A budget that the platform would not honour. */
export async function limitFaults({ blocks, name }: Patient, ask: AskPlatform): Promise<Findings> {
  const { pacing } = blocks;
  if (!pacing) return { faults: [], unseen: [] };
  const answer = await ask({
    method: 'GET',
    path: '/api/v2/organizations/limits/namespaces/platform.api',
  });
  const limits = LimitsAnswer.safeParse(jsonIn(answer?.body ?? '')).data?.entities;
  const allowed = limits?.find(({ key }) => key === LIMIT)?.value;
  if (allowed === undefined) return notSeen(`limit ${LIMIT}`, answer);
  const { requestsPerMinute } = pacing.telephony;
  if (requestsPerMinute <= allowed) return { faults: [], unseen: [] };
  const fault = `pacing.telephony.requestsPerMinute is ${requestsPerMinute}, and the platform takes ${allowed} from one client`;
  const mend = setCommand(name, 'pacing.telephony.requestsPerMinute', String(Math.floor(allowed * 0.8)));
  return { faults: [platformFault(LIMIT, fault, mend)], unseen: [] };
}
