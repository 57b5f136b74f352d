import type { Outcome } from './genesys-callbacks.ts';
import type { Route } from './openapi-route.ts';

const ORGANIZATION = { id: '5f1c7b0e-8d1a-4c58-9c39-2f0f7a1f6d11', name: 'Simulated organization' } as const;

/** `GET /api/v2/organizations/me` */
export function organization(): Outcome {
  const body = { ...ORGANIZATION, version: 1, state: 'active', selfUri: '/api/v2/organizations/me' };
  return { kind: 'done', status: 200, body };
}

/** `GET /api/v2/tokens/me` for a client-credentials token. */
export function tokenInfo(clientId: string): Outcome {
  const client = { id: clientId, name: clientId, authorizedGrantType: 'CLIENT-CREDENTIALS' };
  return { kind: 'done', status: 200, body: { organization: ORGANIZATION, OAuthClient: client } };
}

/** `GET /api/v2/routing/queues/{queueId}`: a queue that dials callbacks by itself and never retries them. */
export function routingQueue(route: Route, queueIds: readonly string[]): Outcome {
  const id = route.pathValues.queueId ?? '';
  if (!queueIds.includes(id))
    return { kind: 'refused', refusal: { status: 404, entity: { id, name: 'queue' } } };
  const callback = {
    mode: 'AgentFirst',
    enableAutoDialAndEnd: true,
    autoDialDelaySeconds: 0,
    autoEndDelaySeconds: 0,
    maxRetryCount: 0,
  };
  const selfUri = `/api/v2/routing/queues/${id}`;
  return { kind: 'done', status: 200, body: { id, name: id, mediaSettings: { callback }, selfUri } };
}
