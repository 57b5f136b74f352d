import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import type { PushedContact } from '../messages/preview-contacts.ts';
import type { PreviewRoute, PreviewSettings } from '../messages/preview-settings.ts';
import type { PreviewId } from '../ports/previews.ts';

/** The field that routing goes by, spelled as guide 000 spells it. */
const TIER = 'accountTier';

/** The tier a push itself tells. */
export const pushedTier = ({ fields }: PushedContact): string | undefined =>
  fields.find(({ key }) => key === TIER)?.value;

/**
 * The platform's id of a contact: the same for every push of one contact to one campaign, so that the platform never
 * has it twice. Letters and digits only.
 */
export const platformId = ({ contactId, campaignId }: PreviewId): string =>
  createHash('sha256').update(`${contactId}#${campaignId}`).digest('hex').slice(0, 32);

/** What a contact's columns are made from. */
export interface ColumnSources {
  readonly contact: PushedContact;
  readonly phoneColumn: string;
  readonly tier: string | undefined;
  readonly route: z.infer<typeof PreviewRoute>;
  readonly settings: Pick<PreviewSettings, 'columns' | 'contactIdColumn'>;
}

/** The columns of a contact: its number, the fields the stage lists, its id, and what tells the agents it is for. Pure. */
export function contactData({
  contact,
  phoneColumn,
  tier,
  route,
  settings,
}: ColumnSources): Readonly<Record<string, string>> {
  const { columns, contactIdColumn } = settings;
  const fields = [...contact.fields, ...(tier === undefined ? [] : [{ key: TIER, value: tier }])];
  const listed = fields.filter(({ key }) => columns.includes(key)).map(({ key, value }) => [key, value]);
  return {
    ...Object.fromEntries(listed),
    ...(contactIdColumn !== undefined && { [contactIdColumn]: contact.contactId }),
    ...route.columns,
    [phoneColumn]: contact.phoneNumber,
  };
}
