import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { PREVIEW_SKIPPED } from '../messages/preview-event.ts';
import { type Campaign, CONTACT_ID, type ContactReading, type NewContact } from '../ports/contact-lists.ts';
import type { HttpAnswer } from './http.ts';

/** Limits of a contact list (help.mypurecloud.com/articles/create-new-contact-list). */
const MAX_COLUMNS = 50;
const MAX_COLUMN_NAME = 128;
const MAX_CELL = 512;

/** `DialerContact` of the vendor's SDK, as far as it is read. A call record tells when and how it was last tried. */
export const DialerContact = z.object({
  id: z.string(),
  data: z._default(z.record(z.string(), z.string()), {}),
  callable: z._default(z.boolean(), true),
  callRecords: z._default(
    z.record(
      z.string(),
      z.object({
        lastAttempt: z.optional(z.nullable(z.string())),
        lastResult: z.optional(z.nullable(z.string())),
      }),
    ),
    {},
  ),
});
export type DialerContact = z.infer<typeof DialerContact>;

/** The answer of an addition and of a bulk read. */
export const DialerContacts = z.array(DialerContact);

const CampaignAnswer = z.object({
  contactList: z.object({ id: z.string() }),
  dialingMode: z.string(),
  campaignStatus: z._default(z.string(), 'off'),
  alwaysRunning: z._default(z.boolean(), false),
  phoneColumns: z._default(z.array(z.object({ columnName: z.string() })), []),
  callableTimeSet: z.optional(z.nullable(z.object({ id: z.optional(z.string()) }))),
});

const MODES: Readonly<Record<string, Campaign['dialingMode']>> = {
  power: 'paced',
  progressive: 'paced',
  predictive: 'predictive',
  preview: 'preview',
  agentless: 'agentless',
  external: 'external',
};

/** Why the platform would refuse a contact, found without asking it; `undefined` when nothing speaks against it. */
export function contactProblem({ id, data }: NewContact): string | undefined {
  const cells = Object.entries(data);
  if (!CONTACT_ID.test(id)) return 'id_not_allowed';
  if (cells.length > MAX_COLUMNS) return 'too_many_columns';
  if (cells.some(([name]) => name.length > MAX_COLUMN_NAME)) return 'column_name_too_long';
  return cells.some(([, text]) => text.length > MAX_CELL) ? 'text_too_long' : undefined;
}

/** A contact in our words. */
export const contactReading = ({ id, data, callable, callRecords }: DialerContact): ContactReading => ({
  id,
  data,
  callable,
  called: Object.values(callRecords).some(
    ({ lastAttempt, lastResult }) => typeof lastAttempt === 'string' && lastResult !== PREVIEW_SKIPPED,
  ),
});

/** A campaign in our words; enumerations grow, so unknown words are no failure. @throws {TransientError} unreadable */
export function campaignOf(id: string, answer: HttpAnswer): Campaign {
  const parsed = z.safeParse(CampaignAnswer, json(answer.body));
  if (!parsed.success) throw new TransientError('genesys_unreadable', 'genesys answered in another shape');
  const { contactList, dialingMode, campaignStatus, alwaysRunning, phoneColumns, callableTimeSet } =
    parsed.data;
  const status = campaignStatus === 'on' || campaignStatus === 'stopping' ? campaignStatus : 'ended';
  return {
    id,
    contactListId: contactList.id,
    dialingMode: MODES[dialingMode] ?? 'other',
    status,
    alwaysRunning,
    phoneColumns: phoneColumns.map(({ columnName }) => columnName),
    hasCallableTimes: typeof callableTimeSet?.id === 'string',
  };
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
