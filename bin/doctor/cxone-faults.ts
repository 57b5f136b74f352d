import { cxoneAnswer } from '../../functions/adapters/cxone-answers.ts';
import type { CxoneAsk, CxoneRequests } from '../../functions/adapters/cxone-requests.ts';
import { readCampaign, Skill } from '../../functions/adapters/cxone-skills.ts';
import type { HttpAnswer } from '../../functions/adapters/http.ts';
import { campaignProblem } from '../../functions/dialing/campaign-problem.ts';
import type { CxoneSettings } from '../../functions/messages/telephony-settings.ts';
import type { Campaign } from '../../functions/ports/contact-lists.ts';
import { judgedCampaign } from '../../functions/preview/preview-campaigns.ts';
import { cxoneLine } from '../cxone-probe.ts';
import { said } from '../said.ts';
import { type Findings, together } from './fault.ts';
import { platformFault } from './platform-answers.ts';
import { setCommand } from './setting-commands.ts';
import type { Patient } from './stage-faults.ts';

/** What a business unit tells nobody who asks by its API (docs/cxone.md). */
const UNTOLD = [
  'permissions of the access key: CXone has no request that tells them, a missing one shows as 403 when it is needed',
  'limits: none is published',
];

/**
 * Everything that is wrong with a business unit of CXone: the access key, skills, campaigns, the DNC group. Asks for
 * nothing that changes anything.
 * @param text the access key, as the secret holds it
 */
export async function cxoneFaults(
  patient: Patient,
  telephony: CxoneSettings,
  text: string,
): Promise<Findings> {
  try {
    const requests = await cxoneLine(telephony, text);
    return together([
      { faults: [], unseen: [...UNTOLD, scriptOf(telephony)] },
      await skillFaults(patient.name, telephony, requests),
      await campaignFaults(patient, telephony, requests),
      await groupFaults(patient.name, telephony, requests),
    ]);
  } catch (error) {
    const mend = `npm run rotate -- telephony ${patient.where} < telephony.json`;
    return {
      faults: [platformFault('the access key', said(error), mend)],
      unseen: ['skills, campaigns and the DNC group: nobody is let in'],
    };
  }
}

const scriptOf = ({ trigger }: CxoneSettings): string =>
  trigger.kind === 'script'
    ? `the script ${trigger.scriptPath}: only Studio shows it; docs/cxone.md says what it must do`
    : 'callbacks: nothing is to be set up for them but the skill';

/** An answer or what is not seen; nothing here ends an examination. */
async function asked(
  requests: CxoneRequests,
  request: CxoneAsk,
): Promise<HttpAnswer | { readonly unseen: string } | undefined> {
  try {
    return await requests.ask(request);
  } catch (error) {
    return { unseen: said(error) };
  }
}

const found = (...faults: Findings['faults']): Findings => ({ faults, unseen: [] });
const hidden = (subject: string, why: string): Findings => ({ faults: [], unseen: [`${subject}: ${why}`] });

async function skillFaults(
  stage: string,
  { queueIds }: CxoneSettings,
  requests: CxoneRequests,
): Promise<Findings> {
  const looked = Object.entries(queueIds).map(async ([name, id]): Promise<Findings> => {
    const subject = `routing queue ${name} (skill ${id})`;
    const answer = await asked(requests, { method: 'GET', path: `/skills/${id}` });
    if (answer && 'unseen' in answer) return hidden(subject, answer.unseen);
    const mend = setCommand(stage, `telephony.queueIds.${name}`, '"<id of an active outbound phone skill>"');
    if (!answer) return found(platformFault(subject, 'the platform knows no such skill', mend));
    const { isActive, isOutbound } = cxoneAnswer(Skill, answer);
    return found(
      ...(isActive === false ? [platformFault(subject, 'it is not active', mend)] : []),
      ...(isOutbound === false ? [platformFault(subject, 'it is not outbound', mend)] : []),
    );
  });
  return together(await Promise.all(looked));
}

/** Campaigns by the rules that dialing and preview themselves go by. */
async function campaignFaults(
  { name: stage, blocks }: Patient,
  { campaigns = {} }: CxoneSettings,
  requests: CxoneRequests,
): Promise<Findings> {
  const calling = Object.entries(campaigns).map(([name, settings]) => ({
    ...settings,
    subject: `campaign ${name}`,
    path: `telephony.campaigns.${name}.campaignId`,
    problemOf: (campaign: Campaign | undefined) => campaignProblem(campaign, settings),
  }));
  const previewing = Object.entries(blocks.previews?.routes ?? {}).flatMap(([name, { campaignId }]) =>
    campaignId === undefined
      ? []
      : [
          {
            campaignId,
            contactListId: undefined,
            subject: `campaign of the preview route ${name}`,
            path: `previews.routes.${name}.campaignId`,
            problemOf(campaign: Campaign | undefined) {
              const judged = judgedCampaign(campaign);
              return judged.kind === 'closed' ? judged.reason : undefined;
            },
          },
        ],
  );
  const looked = [...calling, ...previewing].map(async (wanted): Promise<Findings> => {
    const { campaignId, contactListId, path, problemOf } = wanted;
    const subject = `${wanted.subject} (skill ${campaignId})`;
    try {
      const problem = problemOf(await readCampaign(requests, campaignId, contactListId));
      const mend = `set the skill up as docs/cxone.md says, or: ${setCommand(stage, path, '"<id of a skill that is>"')}`;
      return problem ? found(platformFault(subject, problem.replaceAll('_', ' '), mend)) : found();
    } catch (error) {
      return hidden(subject, said(error));
    }
  });
  return together(await Promise.all(looked));
}

async function groupFaults(
  stage: string,
  { doNotCallListId: id }: CxoneSettings,
  requests: CxoneRequests,
): Promise<Findings> {
  if (id === undefined) return found();
  const subject = `DNC group ${id}`;
  const answer = await asked(requests, { method: 'GET', path: `/dnc-groups/${id}` });
  if (answer && 'unseen' in answer) return hidden(subject, answer.unseen);
  const mend = setCommand(stage, 'telephony.doNotCallListId', '"<id of a DNC group>"');
  return answer ? found() : found(platformFault(subject, 'the platform knows no such group', mend));
}
