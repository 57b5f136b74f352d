import type { ContactContext } from '../../functions/contact/contact-context.ts';
import type { OpenedSession } from '../../functions/panel/open-session.ts';
import type { ShownAlert } from '../../functions/panel/show-alert.ts';
import type { Proof } from './sign-in.ts';

/** Relative to the page: before both stands the stage's name where it is deployed. */
const BASE = '../v1/panel';

/** Longer than the function may take. */
const DEADLINE_MS = 12_000;

/** The product refused, or did not answer (`status` 0). */
export class PanelError extends Error {
  override readonly name = 'PanelError';
  readonly status: number;

  constructor(status: number) {
    super(`the panel was answered ${status}`);
    this.status = status;
  }
}

/** Exchanges the reference and what the agent brings from the sign-in for a session. @throws {PanelError} */
export const openSession = (reference: string, proof: Proof): Promise<OpenedSession> =>
  ask('session', { method: 'POST', body: JSON.stringify({ reference, ...proof }) });

/** The customer, live as soon as the CRM answers. @throws {PanelError} */
export const readCustomer = (session: OpenedSession): Promise<ContactContext> =>
  ask(of(session, 'context'), as(session));

/** What the call is about. @throws {PanelError} */
export const readAlert = (session: OpenedSession): Promise<ShownAlert> =>
  ask(of(session, 'alert'), as(session));

/** Says what came of the call. Repeatable. @throws {PanelError} */
export const sayDisposition = (session: OpenedSession, disposition: string): Promise<unknown> =>
  ask(of(session, 'disposition'), { ...as(session), method: 'POST', body: JSON.stringify({ disposition }) });

const of = ({ customerId }: OpenedSession, what: string): string =>
  `customers/${encodeURIComponent(customerId)}/${what}`;

const as = ({ token }: OpenedSession): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

async function ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...init.headers };
  const answer = await fetch(`${BASE}/${path}`, {
    ...init,
    headers,
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).catch(() => undefined);
  if (!answer?.ok) throw new PanelError(answer?.status ?? 0);
  return answer.json();
}
