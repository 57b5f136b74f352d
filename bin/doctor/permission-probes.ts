import type { Blocks } from '../../lib/stage-problems.ts';
import type { AskPlatform, ProbeRequest } from '../platform-probe.ts';

/** A permission, and a request that only who has it may send. It is about things that do not exist: nothing changes. */
export interface PermissionProbe {
  readonly permissions: readonly string[];
  /** What the product needs it for. */
  readonly why: string;
  readonly request: ProbeRequest;
}

/** An id that no organization gives out. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

const LIST = `/api/v2/outbound/contactlists/${NOBODY}`;
const DO_NOT_CALL = `/api/v2/outbound/dnclists/${NOBODY}`;

/** What every stage needs (reference: x-genesys-permissions of the platform's operations). */
const ALWAYS: readonly PermissionProbe[] = [
  probe('conversation:callback:create', 'places callbacks', {
    method: 'POST',
    path: `/api/v2/conversations/${NOBODY}/participants/${NOBODY}/callbacks`,
    body: { callbackNumbers: ['+12025550100'] },
  }),
  probe('conversation:communication:view', 'looks for calls whose answer was lost', {
    method: 'GET',
    path: `/api/v2/conversations/${NOBODY}`,
  }),
  probe('conversation:communication:disconnect', 'takes callbacks back', {
    method: 'POST',
    path: '/api/v2/conversations/callbacks/bulk/disconnect',
    body: { callbackDisconnectIdentifiers: [{ conversationId: NOBODY, callbackId: NOBODY }] },
  }),
  probe('analytics:conversationDetail:view', 'looks for calls, reads conversations that ended', {
    method: 'GET',
    path: `/api/v2/analytics/conversations/${NOBODY}/details`,
  }),
  probe('analytics:conversationAggregate:view', "reads campaigns' figures", {
    method: 'POST',
    path: '/api/v2/analytics/conversations/aggregates/query',
    body: {
      interval: '2026-01-01T00:00:00.000Z/2026-01-01T00:01:00.000Z',
      metrics: ['nOutboundAttempted'],
      filter: {
        type: 'and',
        predicates: [
          { type: 'dimension', dimension: 'outboundCampaignId', operator: 'matches', value: NOBODY },
        ],
      },
    },
  }),
  probe('analytics:queueObservation:view', 'sees how busy the agents are', {
    method: 'POST',
    path: '/api/v2/analytics/queues/observations/query',
    body: {
      filter: {
        type: 'or',
        predicates: [{ type: 'dimension', dimension: 'queueId', operator: 'matches', value: NOBODY }],
      },
      metrics: ['oOnQueueUsers'],
    },
  }),
  probe('routing:queue:view', 'this check reads how queues treat callbacks', {
    method: 'GET',
    path: `/api/v2/routing/queues/${NOBODY}`,
  }),
  probe('outbound:campaign:view', 'reads campaigns before it gives them contacts', {
    method: 'GET',
    path: `/api/v2/outbound/campaigns/${NOBODY}`,
  }),
  probe('outbound:contactList:view', 'this check reads the columns of lists', { method: 'GET', path: LIST }),
  probe('outbound:contact:add', 'gives campaigns contacts', {
    method: 'POST',
    path: `${LIST}/contacts`,
    body: [{ contactListId: NOBODY, data: {}, callable: false }],
  }),
  probe('outbound:contact:view', 'reads contacts back', {
    method: 'POST',
    path: `${LIST}/contacts/bulk`,
    body: [NOBODY],
  }),
  probe('outbound:contact:edit', 'takes contacts back', {
    method: 'PUT',
    path: `${LIST}/contacts/${NOBODY}`,
    body: { contactListId: NOBODY, data: {}, callable: false },
  }),
];

const MIRROR: readonly PermissionProbe[] = [
  probe('outbound:dncList:view', 'this check looks for the do-not-call list', {
    method: 'GET',
    path: DO_NOT_CALL,
  }),
  probe('outbound:dnc:add', 'mirrors opt-outs', {
    method: 'POST',
    path: `${DO_NOT_CALL}/phonenumbers`,
    body: [],
  }),
  probe('outbound:dnc:edit', 'takes opt-outs that are over off the list', {
    method: 'PATCH',
    path: `${DO_NOT_CALL}/phonenumbers`,
    body: { action: 'Remove', phoneNumbers: [] },
  }),
];

const TRANSCRIPTS: readonly PermissionProbe[] = [
  {
    permissions: ['recording:recording:view', 'speechAndTextAnalytics:data:view'],
    why: 'summarizes transcripts',
    request: {
      method: 'GET',
      path: `/api/v2/speechandtextanalytics/conversations/${NOBODY}/communications/${NOBODY}/transcripturl`,
    },
  },
];

const TRUNKS = probe('telephony:plugin:all', 'reads whether trunks are connected', {
  method: 'GET',
  path: '/api/v2/telephony/providers/edges/trunks?pageSize=1',
});

/** Everything the role of a stage's client must be allowed. */
export function permissionProbes({ telephony, segmentation, ticketing }: Blocks): readonly PermissionProbe[] {
  const summarizes = segmentation?.rules.some(({ effect }) => effect.summarizeTranscript !== undefined);
  return [
    ...ALWAYS,
    ...(telephony?.doNotCallListId === undefined ? [] : MIRROR),
    ...(summarizes ? TRANSCRIPTS : []),
    ...(ticketing?.pollTrunks ? [TRUNKS] : []),
  ];
}

/** Probes that the platform refuses with 403, and how many it did not answer. */
export async function missingPermissions(
  ask: AskPlatform,
  probes: readonly PermissionProbe[],
): Promise<{ readonly missing: readonly PermissionProbe[]; readonly unanswered: number }> {
  const seen = await Promise.all(
    probes.map(async (wanted) => ({ wanted, status: (await ask(wanted.request))?.status ?? 0 })),
  );
  return {
    missing: seen.filter(({ status }) => status === 403).map(({ wanted }) => wanted),
    unanswered: seen.filter(({ status }) => status === 0 || status === 429 || status >= 500).length,
  };
}

function probe(permission: string, why: string, request: ProbeRequest): PermissionProbe {
  return { permissions: [permission], why, request };
}
