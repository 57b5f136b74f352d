import { z } from 'zod';
import type { Outcome } from './genesys-callbacks.ts';
import type { Refusal } from './genesys-errors.ts';
import type { Operation } from './openapi-document.ts';
import type { Route } from './openapi-route.ts';

/** The organization there is. */
export const ORGANIZATION = {
  id: '5f1c7b0e-8d1a-4c58-9c39-2f0f7a1f6d11',
  name: 'Simulated organization',
} as const;

/** The role of the simulated client. */
export const ROLE_ID = 'a3c95e70-1d42-4b8f-8f36-2be7d1094c55';

/** What people can set up wrongly in an organization; what is absent is as it should be. */
export const OrganizationSettings = z.strictObject({
  /** Permissions that the client's role lacks, e.g. `outbound:contact:add`. */
  lacking: z.array(z.string()).default([]),
  /** By routing queue: how it treats callbacks. */
  callbacks: z
    .record(
      z.string(),
      z.strictObject({ enableAutoDialAndEnd: z.boolean(), maxRetryCount: z.int().nonnegative() }),
    )
    .default({}),
  /** Topics that do not come over EventBridge. */
  withoutBus: z.array(z.string()).default([]),
  /** What the platform says it takes from one client in a minute. */
  requestsPerMinute: z.int().positive().default(300),
});
export type OrganizationSettings = z.infer<typeof OrganizationSettings>;

/** Topic ids of the platform that the product knows (reference/genesys-cloud.md, section 3.2), and one it does not. */
const TOPICS = [
  'v2.detail.events.conversation.{id}.customer.end',
  'v2.detail.events.conversation.{id}.acw',
  'v2.detail.events.conversation.{id}.wrapup',
  'v2.outbound.campaigns.{id}',
  'v2.outbound.preview.campaigns.contact.preContact',
  'v2.outbound.preview.campaigns.contact.postContact',
  'v2.analytics.queues.{id}.observations',
  'v2.analytics.queues.{id}.activity',
  'v2.telephony.providers.edges.trunks.{id}',
  'v2.telephony.providers.edges.{id}',
  'v2.operations.events.{id}',
  'v2.users.{id}.presence',
];

/** An organization as its administrators have set it up. */
export interface OrganizationDesk {
  /** `GET /api/v2/organizations/me` */
  organization(): Outcome;
  /** `GET /api/v2/tokens/me` for a client-credentials token. */
  token(): Outcome;
  /** `GET /api/v2/routing/queues/{queueId}` */
  queue(route: Route): Outcome;
  /** `GET /api/v2/notifications/availabletopics` */
  topics(): Outcome;
  /** `GET /api/v2/organizations/limits/namespaces/{namespaceName}` */
  limits(route: Route): Outcome;
  /** The refusal of an operation for which the client's role has no permission. */
  refusalOf(operation: Operation): Refusal | undefined;
  /** Sets the organization up anew. */
  set(settings: z.input<typeof OrganizationSettings>): void;
}

/** An organization in which all is well: its queues dial callbacks by themselves and never retry them. */
export function organizationDesk(clientId: string, queueIds: readonly string[]): OrganizationDesk {
  let settings = OrganizationSettings.parse({});
  const done = (body: unknown): Outcome => ({ kind: 'done', status: 200, body });

  return {
    organization: () =>
      done({ ...ORGANIZATION, version: 1, state: 'active', selfUri: '/api/v2/organizations/me' }),
    token: () =>
      done({
        organization: ORGANIZATION,
        OAuthClient: {
          id: clientId,
          name: clientId,
          authorizedGrantType: 'CLIENT-CREDENTIALS',
          roleDivisions: [{ roleId: ROLE_ID, divisionId: '*' }],
        },
      }),
    queue(route) {
      const id = route.pathValues.queueId ?? '';
      if (!queueIds.includes(id)) return unknown(id, 'queue');
      const callback = {
        mode: 'AgentFirst',
        enableAutoDialAndEnd: true,
        autoDialDelaySeconds: 0,
        autoEndDelaySeconds: 0,
        maxRetryCount: 0,
        ...settings.callbacks[id],
      };
      return done({
        id,
        name: id,
        mediaSettings: { callback },
        selfUri: `/api/v2/routing/queues/${id}`,
      });
    },
    topics: () =>
      done({
        entities: TOPICS.map((id) => ({
          id,
          transports: settings.withoutBus.includes(id) ? ['Websocket'] : ['Websocket', 'EventBridge'],
        })),
      }),
    limits(route) {
      const namespace = route.pathValues.namespaceName ?? '';
      if (namespace !== 'platform.api') return done({ entities: [] });
      const key = 'client.credentials.token.rate.per.minute';
      return done({ entities: [{ key, namespace, value: settings.requestsPerMinute }] });
    },
    refusalOf({ permissions }) {
      if (!permissions || permissions.names.length === 0) return undefined;
      const lacking = permissions.names.filter((name) => settings.lacking.includes(name));
      const enough =
        permissions.type === 'ANY' ? lacking.length < permissions.names.length : lacking.length === 0;
      if (enough) return undefined;
      return {
        status: 403,
        code: permissions.type === 'ANY' ? 'missing.any.permissions' : 'missing.permissions',
        message: 'Unable to perform the requested action. You are missing: {permissions}',
        params: { permissions: lacking.join(', ') },
      };
    },
    set(wanted) {
      settings = OrganizationSettings.parse(wanted);
    },
  };
}

/** The platform knows no such thing. */
export const unknown = (id: string, name: string): Outcome => ({
  kind: 'refused',
  refusal: { status: 404, entity: { id, name } },
});
