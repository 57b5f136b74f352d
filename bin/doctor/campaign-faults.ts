import { campaignOf } from '../../functions/adapters/genesys-contacts.ts';
import { campaignProblem } from '../../functions/dialing/campaign-problem.ts';
import type { GenesysSettings } from '../../functions/messages/telephony-settings.ts';
import type { Campaign } from '../../functions/ports/contact-lists.ts';
import { judgedCampaign } from '../../functions/preview/preview-campaigns.ts';
import type { AskPlatform } from '../platform-probe.ts';
import { type Findings, together } from './fault.ts';
import { jsonIn, ListAnswer, notSeen, platformFault } from './platform-answers.ts';
import type { Patient } from './stage-faults.ts';

/** Columns that a campaign which calls about alerts fills. */
const CALL_COLUMNS = ['sensorId', 'alertType', 'referenceId', 'attemptId'];

/** What has to be true of a campaign, and of its list. */
interface Expectation {
  readonly subject: string;
  readonly campaignId: string;
  readonly problemOf: (campaign: Campaign | undefined) => string | undefined;
  /** Columns of its list, besides the phone number's. */
  readonly columns: readonly string[];
}

/** What is wrong with the campaigns that a stage names, by the rules that dialing and preview themselves go by. */
export async function campaignFaults(
  { blocks }: Patient,
  { campaigns = {} }: GenesysSettings,
  ask: AskPlatform,
): Promise<Findings> {
  const calling = Object.entries(campaigns).map(([name, settings]): Expectation => {
    return {
      subject: `campaign ${name}`,
      campaignId: settings.campaignId,
      problemOf: (campaign) => campaignProblem(campaign, settings),
      columns: CALL_COLUMNS,
    };
  });
  const { routes = {}, columns = [], contactIdColumn } = blocks.previews ?? {};
  const previewing = Object.entries(routes).flatMap(([name, route]): Expectation[] => {
    if (route.campaignId === undefined) return [];
    return [
      {
        subject: `campaign of the preview route ${name}`,
        campaignId: route.campaignId,
        problemOf: (campaign) => {
          const found = judgedCampaign(campaign);
          return found.kind === 'closed' ? found.reason : undefined;
        },
        columns: [
          ...columns,
          ...Object.keys(route.columns ?? {}),
          ...(contactIdColumn === undefined ? [] : [contactIdColumn]),
        ],
      },
    ];
  });
  return together(await Promise.all([...calling, ...previewing].map((wanted) => finding(wanted, ask))));
}

async function finding(wanted: Expectation, ask: AskPlatform): Promise<Findings> {
  const { campaignId, problemOf } = wanted;
  const subject = `${wanted.subject} (${campaignId})`;
  const path = `/api/v2/outbound/campaigns/${encodeURIComponent(campaignId)}`;
  const answer = await ask({ method: 'GET', path });
  if (answer?.status !== 200 && answer?.status !== 404) return notSeen(subject, answer);
  const campaign = answer.status === 404 ? undefined : campaignOf(campaignId, answer);
  const problem = problemOf(campaign);
  const own = problem
    ? [platformFault(subject, problem.replaceAll('_', ' '), mendOf(problem, campaignId))]
    : [];
  const ofList = campaign ? await listFinding(campaign.contactListId, wanted.columns, ask) : NOTHING;
  return together([{ faults: own, unseen: [] }, ofList]);
}

const NOTHING: Findings = { faults: [], unseen: [] };

/** What to change in the campaign, by the problem's name; what is not there changes on the platform's own pages. */
const CHANGES: Readonly<Record<string, string>> = {
  campaign_not_paced: '.dialingMode = "progressive"',
  campaign_not_preview: '.dialingMode = "preview"',
  campaign_may_complete: '.alwaysRunning = true',
  campaign_not_on: '.campaignStatus = "on"',
  campaign_off: '.campaignStatus = "on"',
  campaign_without_hours: '.callableTimeSet = {"id": "<callable time set>"}',
  campaign_without_callable_times: '.callableTimeSet = {"id": "<callable time set>"}',
  campaign_without_phone: '.phoneColumns = [{"columnName": "phone", "type": "cell"}]',
  campaign_without_number: '.phoneColumns = [{"columnName": "phone", "type": "cell"}]',
  campaign_has_another_list: '.contactList = {"id": "<the list the stage names>"}',
};

function mendOf(problem: string, id: string): string {
  const change = CHANGES[problem];
  if (change === undefined) return 'gc outbound campaigns list --autopaginate';
  return `gc outbound campaigns get ${id} | jq '${change}' | gc outbound campaigns update ${id}`;
}

async function listFinding(listId: string, columns: readonly string[], ask: AskPlatform): Promise<Findings> {
  const subject = `contact list ${listId}`;
  const path = `/api/v2/outbound/contactlists/${encodeURIComponent(listId)}`;
  const answer = await ask({ method: 'GET', path });
  const list = ListAnswer.safeParse(jsonIn(answer?.body ?? '')).data;
  if (answer?.status !== 200 || !list) return notSeen(subject, answer);
  const missing = columns.filter((column) => !list.columnNames.includes(column));
  if (missing.length === 0) return NOTHING;
  // The platform takes no further columns on a list that is there.
  const change = `del(.id) | .name += " 2" | .columnNames += ${JSON.stringify(missing)}`;
  const mend = `gc outbound contactlists get ${listId} | jq '${change}' | gc outbound contactlists create`;
  return { faults: [platformFault(subject, `it has no column ${missing.join(', ')}`, mend)], unseen: [] };
}
