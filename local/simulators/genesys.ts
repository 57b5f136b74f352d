import { randomUUID } from 'node:crypto';
import type { Call } from './call.ts';
import { type AgentDesk, agentDesk } from './genesys-agents.ts';
import { type CallbackDesk, type Conversation, callbackDesk, type Outcome } from './genesys-callbacks.ts';
import { type CampaignRuns, campaignRuns } from './genesys-campaign-runs.ts';
import {
  type CampaignDesk,
  campaignDesk,
  type SimulatedCampaign,
  type SimulatedList,
} from './genesys-campaigns.ts';
import { type DoNotCallDesk, doNotCallDesk } from './genesys-do-not-call.ts';
import { type ConversationBook, conversationBook, type PlatformConversation } from './genesys-ended.ts';
import { contractRefusal, errorAnswer, type Refusal } from './genesys-errors.ts';
import { type OccupancyDesk, occupancyDesk } from './genesys-occupancy.ts';
import { type OrganizationDesk, organizationDesk, unknown } from './genesys-organization.ts';
import { oauthError, type Presented, type TokenDesk, tokenDesk } from './genesys-tokens.ts';
import { type TrunkDesk, trunkDesk } from './genesys-trunks.ts';
import { type Contract, readContract } from './openapi.ts';
import type { Route } from './openapi-route.ts';
import { CALL_OPERATIONS, type PlatformSimulator } from './platform.ts';
import { type RateStanding, type RateWindow, rateWindow } from './rate-window.ts';
import { type SimulatorOptions, startSimulator } from './simulator.ts';
import type { Exchange } from './vendor.ts';

const OPERATION_NAMES = {
  token: 'oauthClientCredentialsToken',
  authorize: 'oauthAuthorize',
  placeCallback: 'postConversationsCallbacks',
  placeCall: CALL_OPERATIONS.genesys ?? [],
  readCallback: 'getConversationsCallback',
  readConversation: 'getConversation',
  searchConversations: 'postAnalyticsConversationsDetailsQuery',
  disconnectCallbacks: 'postConversationsCallbacksBulkDisconnect',
  readQueue: 'getRoutingQueue',
  appendDoNotCall: 'postOutboundDnclistPhonenumbers',
  changeDoNotCall: 'patchOutboundDnclistPhonenumbers',
  readToken: 'getTokensMe',
  readOrganization: 'getOrganizationsMe',
  observeQueues: 'postAnalyticsQueuesObservationsQuery',
  readDetails: 'getAnalyticsConversationDetails',
  readCampaign: 'getOutboundCampaign',
  addContacts: 'postOutboundContactlistContacts',
  readContacts: 'postOutboundContactlistContactsBulk',
  readContact: 'getOutboundContactlistContact',
  replaceContact: 'putOutboundContactlistContact',
  listCampaigns: 'getOutboundCampaigns',
  readCampaignProgress: 'getOutboundCampaignProgress',
  readCampaignStats: 'getOutboundCampaignStats',
  aggregateConversations: 'postAnalyticsConversationsAggregatesQuery',
  listTrunks: 'getTelephonyProvidersEdgesTrunks',
  readTopics: 'getNotificationsAvailabletopics',
  readLimits: 'getOrganizationsLimitsNamespace',
  readContactList: 'getOutboundContactlist',
  readDoNotCallList: 'getOutboundDnclist',
  placeOnConversation: 'postConversationParticipantCallbacks',
  readTranscript: 'getSpeechandtextanalyticsConversationCommunicationTranscripturl',
} as const;

/** How the simulated platform is set up. */
export interface GenesysOptions extends SimulatorOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The routing queues that exist. */
  readonly queueIds: readonly string[];
  /** The internal do-not-call lists that exist. @default none */
  readonly doNotCallListIds?: readonly string[];
  /** The contact lists that exist. @default none */
  readonly contactLists?: readonly SimulatedList[];
  /** The campaigns that exist. @default none */
  readonly campaigns?: readonly SimulatedCampaign[];
  /** @default 86400, the platform's own (`OAuthClient.accessTokenValiditySeconds`) */
  readonly tokenValiditySeconds?: number;
  /** Requests a token may make in a minute. @default 300 (`client.credentials.token.rate.per.minute`) */
  readonly requestsPerMinute?: number;
}

/** A running platform. */
export interface GenesysSimulator extends PlatformSimulator {
  /** Signs an agent in under an OAuth client, and gives the agent's token. @param at when. @default now */
  signIn(clientId: string, at?: Date): string;
  /** Every callback accepted so far, in order. */
  conversations(): readonly Conversation[];
  /** Adds a trunk, or replaces it. Sends no event. */
  readonly putTrunk: TrunkDesk['put'];
  /** Adds a conversation that was had, or replaces the one with the same id. Sends no event. */
  putConversation(conversation: PlatformConversation): void;
  /** What is on the contact lists, in the order it came. */
  readonly contacts: CampaignDesk['contacts'];
  /** Adds a campaign, or replaces the one with the same id. */
  readonly putCampaign: CampaignDesk['putCampaign'];
  /** An agent passes over a contact that is shown to them. Whether there was such a contact. */
  skipContact(contactId: string): boolean;
  /** Sets the organization up as its administrators may, rightly or wrongly. */
  readonly setOrganization: OrganizationDesk['set'];
}

interface Platform {
  readonly options: GenesysOptions;
  readonly contract: Contract;
  readonly tokens: TokenDesk;
  readonly agents: AgentDesk;
  readonly callbacks: CallbackDesk;
  readonly doNotCall: DoNotCallDesk;
  readonly occupancy: OccupancyDesk;
  readonly book: ConversationBook;
  readonly campaigns: CampaignDesk;
  readonly runs: CampaignRuns;
  readonly trunks: TrunkDesk;
  readonly organization: OrganizationDesk;
}

type Work = (platform: Platform, route: Route, call: Call) => Outcome;

/** What the platform does, by operation id; operations without an entry are not simulated. */
const WORK: Readonly<Record<string, Work>> = {
  [OPERATION_NAMES.placeCallback]: ({ callbacks }, _, call) => callbacks.place(call),
  [OPERATION_NAMES.readCallback]: ({ callbacks }, route) => callbacks.read(route),
  [OPERATION_NAMES.readConversation]: ({ callbacks, book }, route) => {
    const ended = book.read(route);
    return ended.kind === 'done' ? ended : callbacks.readWhole(route);
  },
  [OPERATION_NAMES.searchConversations]: ({ callbacks }, _, call) => callbacks.search(call),
  [OPERATION_NAMES.disconnectCallbacks]: ({ callbacks }, _, call) => callbacks.disconnect(call),
  [OPERATION_NAMES.readQueue]: ({ organization }, route) => organization.queue(route),
  [OPERATION_NAMES.appendDoNotCall]: ({ doNotCall }, route, call) => doNotCall.append(route, call),
  [OPERATION_NAMES.changeDoNotCall]: ({ doNotCall }, route, call) => doNotCall.change(route, call),
  [OPERATION_NAMES.readToken]: ({ organization, agents }, _, call) =>
    agents.token(call) ?? organization.token(),
  [OPERATION_NAMES.readOrganization]: ({ organization }) => organization.organization(),
  [OPERATION_NAMES.readTopics]: ({ organization }) => organization.topics(),
  [OPERATION_NAMES.readLimits]: ({ organization }, route) => organization.limits(route),
  [OPERATION_NAMES.readContactList]: ({ campaigns }, route) => campaigns.readList(route),
  [OPERATION_NAMES.readDoNotCallList]: ({ doNotCall }, route) => doNotCall.read(route),
  [OPERATION_NAMES.placeOnConversation]: (_, { pathValues }) =>
    unknown(pathValues.conversationId ?? '', 'conversation'),
  [OPERATION_NAMES.readTranscript]: (_, { pathValues }) =>
    unknown(pathValues.conversationId ?? '', 'conversation'),
  [OPERATION_NAMES.observeQueues]: ({ occupancy }, _, call) => occupancy.observe(call),
  [OPERATION_NAMES.readDetails]: ({ book }, route) => book.details(route),
  [OPERATION_NAMES.readCampaign]: ({ campaigns, runs }, route) =>
    runs.read(route) ?? campaigns.readCampaign(route),
  [OPERATION_NAMES.listCampaigns]: ({ runs }, _, call) => runs.list(call),
  [OPERATION_NAMES.readCampaignProgress]: ({ runs }, route) => runs.progress(route),
  [OPERATION_NAMES.readCampaignStats]: ({ runs }, route) => runs.stats(route),
  [OPERATION_NAMES.aggregateConversations]: ({ runs }, _, call) => runs.aggregates(call),
  [OPERATION_NAMES.listTrunks]: ({ trunks }, _, call) => trunks.list(call),
  [OPERATION_NAMES.addContacts]: ({ campaigns }, route, call) => campaigns.add(route, call),
  [OPERATION_NAMES.readContacts]: ({ campaigns }, route, call) => campaigns.readMany(route, call),
  [OPERATION_NAMES.readContact]: ({ campaigns }, route) => campaigns.readOne(route),
  [OPERATION_NAMES.replaceContact]: ({ campaigns }, route, call) => campaigns.replace(route, call),
};

/**
 * Serves Genesys Cloud's login host and API host on one loopback port, against the contract with closed requests.
 * It works as far as this product uses it: the token, placing, finding, reading and withdrawing callbacks, details
 * and attributes of conversations, routing queues, trunks, campaigns, their figures and the contacts of their lists,
 * `tokens/me` and `organizations/me`. Any other operation of the contract answers 501 naming the operation, and a
 * path outside it 404 `not.found`. Nothing is deduplicated.
 * @throws Error when the port is taken
 */
export async function startGenesysSimulator(options: GenesysOptions): Promise<GenesysSimulator> {
  const { clientId, clientSecret, tokenValiditySeconds = 86_400, requestsPerMinute = 300 } = options;
  const contract = readContract('genesys-cloud');
  const tokens = tokenDesk({ clientId, clientSecret, validitySeconds: tokenValiditySeconds });
  const callbacks = callbackDesk(options.queueIds);
  const occupancy = occupancyDesk(options.queueIds);
  const doNotCall = doNotCallDesk(options.doNotCallListIds ?? []);
  const book = conversationBook();
  const campaigns = campaignDesk(options.contactLists ?? [], options.campaigns ?? []);
  const runs = campaignRuns();
  const trunks = trunkDesk();
  const agents = agentDesk(tokenValiditySeconds);
  const organization = organizationDesk(clientId, options.queueIds);
  const platform: Platform = {
    options,
    contract,
    tokens,
    callbacks,
    occupancy,
    doNotCall,
    book,
    campaigns,
    runs,
    trunks,
    organization,
    agents,
  };
  const rate = rateWindow(requestsPerMinute);
  const vendor = {
    system: 'genesys',
    contract,
    operationNames: OPERATION_NAMES,
    begin: (call: Call) => exchangeOf(platform, call, rate),
  } as const;
  const now = options.now ?? (() => new Date());
  const simulator = await startSimulator(vendor, options);
  return {
    ...simulator,
    signIn: (clientId, at = now()) => agents.signIn(clientId, at),
    conversations: callbacks.conversations,
    serve: (conversationId) => callbacks.serve(conversationId, now()),
    setSearchLag: callbacks.lag,
    doNotCall: doNotCall.entries,
    staff: occupancy.staff,
    putTrunk: trunks.put,
    putConversation: book.put,
    putCampaignRun: runs.put,
    contacts: campaigns.contacts,
    putCampaign: campaigns.putCampaign,
    callContact: (contactId) => campaigns.callContact(contactId, now()),
    skipContact: (contactId) => campaigns.skipContact(contactId, now()),
    setOrganization: organization.set,
    acceptCredentials: tokens.accept,
  };
}

function exchangeOf(platform: Platform, call: Call, rate: RateWindow): Exchange {
  const correlationId = randomUUID();
  const presented = platform.agents.present(call) ?? platform.tokens.present(call);
  const standing = rate(presented.kind === 'valid' ? presented.token : '', call.at);
  const refuse = (refusal: Refusal) => errorAnswer(refusal, correlationId);
  return {
    headers: {
      'inin-ratelimit-count': String(standing.count),
      'inin-ratelimit-allowed': String(standing.allowed),
      'inin-ratelimit-reset': String(standing.resetSeconds),
      'ININ-Correlation-Id': correlationId,
    },
    answer(route) {
      if (isTokenRequest(platform, call)) {
        return platform.tokens.answer(call, platform.contract.requestProblems(route, call));
      }
      if (route.operation.id === OPERATION_NAMES.authorize) {
        return platform.agents.authorize(call, platform.contract.requestProblems(route, call));
      }
      const refusal = admissionRefusal(presented, standing);
      const outcome = refusal === undefined ? workOn(platform, route, call) : refused(refusal);
      return outcome.kind === 'refused' ? refuse(outcome.refusal) : outcome;
    },
    error: (status) => (isTokenRequest(platform, call) ? oauthError(status) : refuse({ status })),
    expireToken: () => platform.tokens.expire(call),
  };
}

function isTokenRequest({ contract }: Platform, call: Call): boolean {
  return contract.route(call.method, call.path)?.operation.id === OPERATION_NAMES.token;
}

function admissionRefusal(presented: Presented, standing: RateStanding): Refusal | undefined {
  if (presented.kind === 'missing') return { status: 401, code: 'authentication.required' };
  if (presented.kind === 'refused') return { status: 401, code: 'bad.credentials' };
  if (standing.count <= standing.allowed) return undefined;
  return { status: 429, headers: { 'Retry-After': String(standing.resetSeconds) } };
}

function workOn(platform: Platform, route: Route, call: Call): Outcome {
  const { id } = route.operation;
  const missing = platform.organization.refusalOf(route.operation);
  if (missing) return refused(missing);
  const work = WORK[id];
  if (work === undefined) {
    return refused({ status: 501, message: '{operation} is not simulated', params: { operation: id } });
  }
  const problems = platform.contract.requestProblems(route, call);
  return problems.length > 0 ? refused(contractRefusal(problems)) : work(platform, route, call);
}

function refused(refusal: Refusal): Outcome {
  return { kind: 'refused', refusal };
}
