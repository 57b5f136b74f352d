import { RejectedError, UnknownOutcomeError } from '../errors.ts';
import type { AddedContact, AddingOptions, NewContact } from '../ports/contact-lists.ts';
import { isCxoneId } from './cxone-answers.ts';
import { keepsAll, listFile, recordProblem } from './cxone-call-list.ts';
import { findRecords, type ListFound, unknownList } from './cxone-list-records.ts';
import { removeProspects } from './cxone-prospects.ts';
import { cxoneUploads, type UploadAccess } from './cxone-uploads.ts';

/** A record that nobody dials is kept no longer (help.incontact.com, Calling Lists: 30 days of inventory). */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Clocks may differ by so much when records that changed are looked for. */
const CLOCKS_MS = 5 * 60_000;

/** What an addition needs. */
export interface CxoneListAccess extends UploadAccess {
  /** A number as the business unit wants it. */
  readonly numberAs: (phoneE164: string) => string;
  /** The skill that a list is uploaded for, where the stage names one. */
  skillOf(listId: string): string | undefined;
}

type Added = readonly [string, AddedContact][];

/**
 * Adding contacts to a calling list, as `ContactLists.addContacts` says: one upload, whose job is looked at until the
 * deadline, and then the list. What is not seen there by then is unknown. A skill is never started: who stopped it meant
 * it.
 */
export function cxoneAddContacts(access: CxoneListAccess) {
  const { deadlineMs, now, numberAs, skillOf } = access;
  const uploads = cxoneUploads(access);

  const uploadOf = (listId: string, contacts: readonly NewContact[], first: boolean) => ({
    listFile: listFile(contacts, { first, numberAs }),
    fileName: 'contacts.csv',
    ...(skillOf(listId) !== undefined && { skillId: Number(skillOf(listId)) }),
    // The same external id is the same contact: its data are replaced.
    forceOverwrite: true,
    expirationDate: new Date(now().getTime() + KEPT_MS).toISOString(),
    startSkill: false,
    sendEmail: false,
  });

  async function seen(
    listId: string,
    ids: readonly string[],
    jobId: string,
    until: Date,
  ): Promise<ListFound> {
    const since = new Date(until.getTime() - deadlineMs - CLOCKS_MS);
    try {
      await uploads.completed(jobId, until);
      return (await findRecords(uploads.requestsUntil(until), listId, { ids, since })) ?? unknownList();
    } catch (error) {
      const options = { cause: error };
      throw new UnknownOutcomeError('cxone_upload_unconfirmed', 'nobody has seen it applied', options);
    }
  }

  /** A column the list does not map is dropped without a word: such contacts are taken back, not called half. */
  async function confirmed(contacts: readonly NewContact[], found: ListFound, until: Date): Promise<Added> {
    const { listName, records } = found;
    const onList = contacts.map((contact) => ({ contact, record: records.get(contact.id) }));
    const halved = onList.filter(({ contact, record }) => record && !keepsAll(record, contact));
    const ids = halved.map(({ contact: { id } }) => id);
    const removing = removeProspects(uploads.requestsUntil(until), listName, ids);
    const removed = await removing.catch(() => new Set<string>());
    return onList.map(({ contact: { id }, record }) => {
      if (removed.has(id)) return refusal(id, 'refused_by_platform');
      return [id, { kind: record && !ids.includes(id) ? 'added' : 'unknown' }];
    });
  }

  async function add(
    listId: string,
    contacts: readonly NewContact[],
    options: AddingOptions,
  ): Promise<Added> {
    if (!isCxoneId(listId)) unknownList();
    const { first = false, mayStillSend } = options;
    const until = new Date(now().getTime() + deadlineMs);
    const jobId = await uploads.send(listId, uploadOf(listId, contacts, first), mayStillSend);
    const ids = contacts.map(({ id }) => id);
    return confirmed(contacts, await seen(listId, ids, jobId, until), until);
  }

  return async (listId: string, contacts: readonly NewContact[], options: AddingOptions): Promise<Added> => {
    const judged = contacts.map((contact) => ({ contact, problem: recordProblem(contact) }));
    const refused = judged.flatMap(({ contact: { id }, problem }) => (problem ? [refusal(id, problem)] : []));
    const sound = judged.flatMap(({ contact, problem }) => (problem ? [] : [contact]));
    if (sound.length === 0) return refused;
    return [...refused, ...(await add(listId, sound, options).catch((error) => alone(error, sound)))];
  };
}

const refusal = (id: string, reason: string): [string, AddedContact] => [id, { kind: 'refused', reason }];

/** What is refused as a whole, and is one, is that one. @throws the error otherwise */
function alone(error: unknown, contacts: readonly NewContact[]): Added {
  const isRefused = error instanceof RejectedError && error.reason === 'contacts_refused';
  if (!isRefused || contacts.length !== 1) throw error;
  return contacts.map(({ id }) => refusal(id, 'refused_by_platform'));
}
