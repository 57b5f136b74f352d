import type { Call } from './call.ts';
import { agentDesk } from './cxone-agents.ts';
import {
  type ContactDesk,
  type ContactEnd,
  contactDesk,
  type SimulatedContact,
  type SimulatedScript,
} from './cxone-contacts.ts';
import { dncDesk } from './cxone-dnc.ts';
import {
  answerOf,
  type CxoneDesk,
  type CxoneOutcome,
  contractRefusal,
  errorAnswer,
  notSimulated,
  refused,
} from './cxone-errors.ts';
import { type ListDesk, listDesk, type SimulatedCallList } from './cxone-lists.ts';
import { contactsOfRun } from './cxone-runs.ts';
import { contactSearches } from './cxone-searches.ts';
import { type SimulatedDialerSkill, type SkillDesk, skillDesk } from './cxone-skills.ts';
import { type AccessKey, type CxoneTokens, cxoneTokens, TENANT } from './cxone-tokens.ts';
import { type Contract, readContract } from './openapi.ts';
import type { Route } from './openapi-route.ts';
import { CALL_OPERATIONS, type PlatformSimulator } from './platform.ts';
import { type RateWindow, rateWindow } from './rate-window.ts';
import { type SimulatorOptions, startSimulator } from './simulator.ts';
import type { Exchange } from './vendor.ts';

const OPERATION_NAMES = {
  token: ['requestTokenByAccessKey', 'requestToken'],
  discover: 'getTenantConfiguration',
  placeCall: CALL_OPERATIONS.cxone ?? [],
  signal: 'signalContact',
  endContact: 'endContact',
  searchActive: 'listActiveContacts',
  searchCompleted: 'listCompletedContacts',
  readStates: 'getContactStateHistory',
  readCustomData: 'getContactCustomData',
  addDoNotCall: 'addDncRecords',
  removeDoNotCall: 'expireDncRecords',
  observeQueues: 'listSkillActivity',
  addContacts: 'uploadCallList',
  readJob: 'getUploadJob',
  cancelJob: 'cancelUploadJob',
  readContacts: 'getCallList',
  withholdContact: 'removeProspects',
  readCampaign: 'getSkill',
  readCampaignSettings: 'getSkillParameters',
  listCampaigns: 'listSkills',
  readCampaignProgress: 'listCallLists',
  aggregateConversations: 'getSkillSummary',
  readDetails: 'getContact',
} as const;

/** How the simulated business unit is set up. */
export interface CxoneOptions extends SimulatorOptions, AccessKey {
  /** Ids of the ACD skills that exist, in digits. */
  readonly skillIds: readonly string[];
  /** The Studio scripts that exist. A script calls what its parameter `phoneNumber` says, from `callerId`. @default none */
  readonly scripts?: readonly SimulatedScript[];
  /** Ids of the DNC groups that exist, in digits. @default none */
  readonly doNotCallGroupIds?: readonly string[];
  /** The calling lists that exist. @default none */
  readonly callLists?: readonly SimulatedCallList[];
  /** The Personal Connection skills that exist. @default none */
  readonly dialerSkills?: readonly SimulatedDialerSkill[];
  /** @default 3600, about what is published (reference C.1) */
  readonly tokenValiditySeconds?: number;
  /** Requests a token may make in a minute; none is published, so this is the simulator's own. @default 300 */
  readonly requestsPerMinute?: number;
}

/** A running business unit. */
export interface CxoneSimulator extends PlatformSimulator {
  conversations(): readonly SimulatedContact[];
  /** Signs an agent in under a public application, and gives the id token. */
  signIn(clientId: string): string;
  /** The agent ends a contact they had taken up. Whether there was such a contact. */
  finish(conversationId: string, end?: ContactEnd): boolean;
  /** Adds a contact, or replaces the one with the same id. */
  readonly putContact: ContactDesk['put'];
  /** From now on the job of an upload takes so long. @default 0 */
  readonly setJobTime: ListDesk['setJobTime'];
  /** Adds a dialer skill, or replaces it. */
  readonly putSkill: SkillDesk['putSkill'];
}

interface BusinessUnit {
  readonly contract: Contract;
  readonly tokens: CxoneTokens;
  /** What is answered without a token. */
  readonly open: CxoneDesk;
  readonly work: CxoneDesk;
}

/**
 * Serves NICE CXone's login host, its discovery and its API on one loopback port, against the contract with closed
 * requests. It works as far as this product uses it; any other operation of the contract answers 500 naming the
 * operation, and a path outside it 404. Nothing is deduplicated, and no answer has a Retry-After.
 * @throws Error when the port is taken
 */
export async function startCxoneSimulator(options: CxoneOptions): Promise<CxoneSimulator> {
  const { skillIds, scripts = [], doNotCallGroupIds = [], tokenValiditySeconds = 3600 } = options;
  const { accessKeyId, accessKeySecret, clientId, clientSecret } = options;
  const now = options.now ?? (() => new Date());
  const contract = readContract('nice-cxone');
  const key = { accessKeyId, accessKeySecret, ...(clientId && clientSecret && { clientId, clientSecret }) };
  const tokens = cxoneTokens(key, tokenValiditySeconds);
  const agents = agentDesk(TENANT.tenantId);
  const contacts = contactDesk(skillIds, scripts);
  const searches = contactSearches(contacts.contacts);
  const dnc = dncDesk(doNotCallGroupIds, now);
  const lists = listDesk(options.callLists ?? []);
  const skills = skillDesk(skillIds, options.dialerSkills ?? [], lists.contacts);
  const unit = {
    contract,
    tokens,
    open: {
      ...tokens.work,
      ...agents.work,
      requestToken: (call: Call, route: Route) =>
        agents.tokenFor(call) ?? tokens.work.requestToken?.(call, route) ?? notSimulated('requestToken'),
    },
    work: { ...contacts.work, ...searches.work, ...dnc.work, ...lists.work, ...skills.work },
  };
  const rate = rateWindow(options.requestsPerMinute ?? 300);
  const vendor = {
    system: 'cxone',
    contract,
    operationNames: OPERATION_NAMES,
    begin: (call: Call) => exchangeOf(unit, call, rate),
  } as const;
  const simulator = await startSimulator(vendor, options);
  return {
    ...simulator,
    signIn: (id) => agents.signIn(id, { issuer: simulator.url, at: now() }),
    conversations: () => contacts.contacts().filter(({ trigger }) => trigger !== 'dialer'),
    serve: (id) => contacts.serve(id, now()),
    finish: (id, end = {}) => contacts.finish(id, now(), end),
    putContact: contacts.put,
    staff: skills.staff,
    contacts: lists.contacts,
    setJobTime: lists.setJobTime,
    callContact: (contactId) => lists.callContact(contactId, now()),
    putSkill: skills.putSkill,
    putCampaignRun(skillId, run) {
      skills.putRun(skillId, run);
      for (const contact of contactsOfRun(skillId, run)) contacts.put(contact);
    },
    setSearchLag: searches.lag,
    doNotCall: dnc.entries,
    acceptCredentials: tokens.accept,
  };
}

function exchangeOf(unit: BusinessUnit, call: Call, rate: RateWindow): Exchange {
  return {
    headers: {},
    answer: (route) => answerOf(outcomeOf(unit, { route, call, rate })),
    error: (status) => errorAnswer(status),
    expireToken: () => unit.tokens.expire(call),
  };
}

/** The API renders JSON only for who asks for it (reference C.1). */
const NOTHING_TO_RENDER = 'No known way to render data';

function outcomeOf(
  { contract, tokens, open: unlocked, work }: BusinessUnit,
  { route, call, rate }: { readonly route: Route; readonly call: Call; readonly rate: RateWindow },
): CxoneOutcome {
  const { id } = route.operation;
  const problems = contract.requestProblems(route, call);
  const open = unlocked[id];
  if (open) return problems.length > 0 ? contractRefusal(problems) : open(call, route);
  const presented = tokens.present(call);
  if (presented.kind !== 'valid') return refused(401, 'a valid token is needed');
  const standing = rate(presented.token, call.at);
  if (standing.count > standing.allowed) return refused(429, 'too many requests');
  if (!(call.headers.accept ?? '').includes('application/json')) return refused(400, NOTHING_TO_RENDER);
  const known = work[id];
  if (!known) return notSimulated(id);
  return problems.length > 0 ? contractRefusal(problems) : known(call, route);
}
