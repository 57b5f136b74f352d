import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import type { CampaignFigures } from '../ports/campaigns.ts';
import { CxoneInstant, cxoneAnswer } from './cxone-answers.ts';
import type { CxoneRequests } from './cxone-requests.ts';

/** Only what figures are made of is asked for: nothing about people. */
const FIELDS = 'contactId,contactStartDate,agentSeconds,acwSeconds,primaryDispositionId';

const Seconds = z._default(z.number(), 0);

/** `GET /contacts/completed`, as far as it is read. */
const Completed = z.object({
  completedContacts: z._default(
    z.array(
      z.object({
        contactStartDate: CxoneInstant,
        agentSeconds: Seconds,
        acwSeconds: Seconds,
        primaryDispositionId: z._default(z.number(), 0),
      }),
    ),
    [],
  ),
});
type CompletedCall = z.infer<typeof Completed>['completedContacts'][number];

const PAGE_SIZE = 1000;
const MOST_PAGES = 100;
const HOUR_MS = 3_600_000;

/** What completed contacts tell of a skill's calls. */
export type CompletedFigures = Pick<CampaignFigures, 'handled' | 'outcomes' | 'series'>;

/**
 * What became of the calls of a skill that began in an interval; a contact an agent spoke with counts as handled.
 * Repeatable. @throws {TransientError} `cxone_too_many_calls` beyond 100,000, or it cannot be asked now
 */
export async function completedCalls(
  requests: CxoneRequests,
  skillId: string,
  interval: { readonly startDate: string; readonly endDate: string },
): Promise<CompletedFigures> {
  const calls: CompletedCall[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const skip = String(page * PAGE_SIZE);
    const query = { ...interval, skillId, fields: FIELDS, skip, top: String(PAGE_SIZE) };
    const answer = await requests.ask({ method: 'GET', path: '/contacts/completed', query });
    const { completedContacts } = answer ? cxoneAnswer(Completed, answer) : { completedContacts: [] };
    calls.push(...completedContacts);
    if (completedContacts.length < PAGE_SIZE) return figuresOf(calls);
  }
  throw new TransientError(
    'cxone_too_many_calls',
    `more than ${MOST_PAGES * PAGE_SIZE} calls in the interval`,
  );
}

function figuresOf(calls: readonly CompletedCall[]): CompletedFigures {
  const handled = calls.filter(({ agentSeconds }) => agentSeconds > 0);
  const byCode = Map.groupBy(handled, ({ primaryDispositionId }) => codeOf(primaryDispositionId));
  const byHour = Map.groupBy(calls, ({ contactStartDate }) =>
    Math.floor(contactStartDate.getTime() / HOUR_MS),
  );
  return {
    handled: {
      count: handled.length,
      milliseconds:
        handled.reduce((sum, { agentSeconds, acwSeconds }) => sum + agentSeconds + acwSeconds, 0) * 1000,
    },
    outcomes: [...byCode]
      .map(([wrapUpCode, { length }]) => ({ wrapUpCode, contacts: length }))
      .toSorted((a, b) => b.contacts - a.contacts || ((a.wrapUpCode ?? '') < (b.wrapUpCode ?? '') ? -1 : 1)),
    series: [...byHour]
      .map(([hour, inHour]) => ({
        start: new Date(hour * HOUR_MS),
        attempts: inHour.length,
        contacts: inHour.filter(({ agentSeconds }) => agentSeconds > 0).length,
      }))
      .toSorted((a, b) => a.start.getTime() - b.start.getTime()),
  };
}

/** 0 is none. */
const codeOf = (dispositionId: number): string | null => (dispositionId === 0 ? null : String(dispositionId));
