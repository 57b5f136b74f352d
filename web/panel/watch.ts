import type { OpenedSession } from '../../functions/panel/open-session.ts';
import { openSession, PanelError, readAlert, readCustomer } from './panel-client.ts';
import { isSettled, type PanelEvent } from './panel-state.ts';
import type { Proof } from './sign-in.ts';

/** Pauses between questions, ms: each waits for the CRM itself, too. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** A CRM that has not answered for so long is not asked for this call any more. */
const PATIENCE_MS = 10 * 60_000;

type Tell = (event: PanelEvent) => void;

/** The session of this page, renewed when it ends. */
export interface Watch {
  /** Runs with a session that holds. @throws {PanelError} */
  withSession<Answer>(act: (session: OpenedSession) => Promise<Answer>): Promise<Answer>;
}

/** What the page was opened with, and the request for a session that is on its way already. */
export interface Entry {
  readonly reference: string;
  readonly proof: Proof;
  readonly first: Promise<OpenedSession>;
}

/** Opens a session and tells everything the page shows, as it comes. Never throws: it tells problems, too. */
export async function watch({ reference, proof, first }: Entry, tell: Tell): Promise<Watch | undefined> {
  let session = await opened(() => openSession(reference, proof), tell, first);
  if (session === undefined) return undefined;
  const { platformToken } = session;
  const own: Watch = {
    async withSession(act) {
      const current = session;
      if (current === undefined) throw new PanelError(401);
      try {
        return await act(current);
      } catch (error) {
        if (!(error instanceof PanelError) || error.status !== 401) throw error;
        // Whoever sees the end first renews it for all.
        if (session === current)
          session = await opened(() => openSession(reference, { platformToken }), tell);
        if (session === undefined) throw error;
        return act(session);
      }
    },
  };
  void followCustomer(own, tell);
  void followAlert(own, tell);
  return own;
}

/** Asks until there is an answer. `first`: one that is on its way. */
async function opened(
  open: () => Promise<OpenedSession>,
  tell: Tell,
  first: Promise<OpenedSession> = open(),
): Promise<OpenedSession | undefined> {
  let asked = first;
  for (const pauseMs of pauses()) {
    try {
      const session = await asked;
      tell({ kind: 'opened', session, at: Date.now() });
      return session;
    } catch (error) {
      const status = error instanceof PanelError ? error.status : 0;
      const isFinal = status >= 400 && status < 500 && status !== 429;
      tell({ kind: 'problem', problem: isFinal ? refusal(status) : 'unavailable' });
      if (isFinal) return undefined;
    }
    await pause(pauseMs);
    asked = open();
  }
  return undefined;
}

const refusal = (status: number) => (status === 401 ? 'not_signed_in' : 'unknown_reference');

async function followCustomer(own: Watch, tell: Tell): Promise<void> {
  for (const pauseMs of pauses()) {
    try {
      const context = await own.withSession(readCustomer);
      tell({ kind: 'customer', context, at: Date.now() });
      if (isSettled(context)) return;
    } catch {
      // What is shown stays; the next question may be answered.
    }
    await pause(pauseMs);
  }
  tell({ kind: 'stopped_asking' });
}

async function followAlert(own: Watch, tell: Tell): Promise<void> {
  for (const pauseMs of pauses()) {
    try {
      tell({ kind: 'alert', alert: await own.withSession(readAlert) });
      return;
    } catch {
      tell({ kind: 'alert_late' });
    }
    await pause(pauseMs);
  }
}

function* pauses(): Generator<number> {
  const end = Date.now() + PATIENCE_MS;
  for (let ms = FIRST_PAUSE_MS; Date.now() < end; ms = Math.min(ms * 2, LONGEST_PAUSE_MS)) yield ms;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
