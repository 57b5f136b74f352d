import * as z from 'zod/mini';
import { CrmDefect, RejectedError, TransientError } from '../errors.ts';
import { Customer } from '../messages/customer.ts';
import type { SalesforceCrmSettings } from '../messages/salesforce-crm-settings.ts';
import type { Crm, FollowUpTask } from '../ports/crm.ts';
import { crmAnswer, writtenAnswer } from './crm-answer.ts';
import type { HttpAnswer } from './http.ts';
import { repeatableFailure, repeatableSilence } from './http-outcome.ts';
import type { Salesforce, SalesforceRequest } from './salesforce.ts';
import { isBusy, isWrongField, salesforceCode } from './salesforce-errors.ts';

/** A slower answer than this is worth less than the cache (guide 002, section 2). */
const READ_DEADLINE_MS = 2000;
const TASK_DEADLINE_MS = 5000;

/** Longer texts are refused (reference/crm-and-cxone.md, A.3). */
const LONGEST = { subject: 255, description: 32_000 };

const Id = z.string().check(z.regex(/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/));
const Identified = z.object({ Id });
const Upserted = z.object({ id: Id, success: z.literal(true) });
const Contact = z.record(z.string(), z.unknown());
const OpenTask = z.object({
  records: z.array(z.object({ Subject: z.string(), ActivityDate: z.string(), WhoId: z.optional(Id) })),
});

/** Customers as contacts and follow-ups as tasks of an org, all found by one unique external id of ours. */
export function salesforceCrm(api: Salesforce, settings: SalesforceCrmSettings, now: () => Date): Crm {
  const { externalIdField } = settings;
  const byKey = (sobject: 'Contact' | 'Task', key: string): string =>
    `/sobjects/${sobject}/${externalIdField}/${encodeURIComponent(key)}`;

  /** What was found; `undefined`: there is no such record. */
  async function ask(request: SalesforceRequest): Promise<HttpAnswer | undefined> {
    const answer = await api.send(request).catch((error: unknown) => {
      throw repeatableSilence('crm', error);
    });
    if (isMissing(answer)) return undefined;
    const failure = failureOf(answer, now());
    if (failure) throw failure;
    return answer;
  }

  const read = (path: string, deadlineMs: number) => ask({ method: 'GET', path, deadlineMs });

  async function idOf(sobject: 'Contact' | 'Task', key: string): Promise<string | undefined> {
    const answer = await read(`${byKey(sobject, key)}?fields=Id`, TASK_DEADLINE_MS);
    return answer && writtenAnswer(Identified, answer).Id;
  }

  async function putTask(key: string, body: object): Promise<string> {
    const path = byKey('Task', key);
    const answer = await ask({ method: 'PATCH', path, body, deadlineMs: TASK_DEADLINE_MS });
    if (!answer) throw new RejectedError('crm_refused', 'the org has no such external id on tasks');
    return writtenAnswer(Upserted, answer).id;
  }

  /** Fields of a task that is there; `undefined`: the org knows none by this id. */
  async function taskOf(taskId: string) {
    if (!Id.safeParse(taskId).success) return undefined;
    const soql = `SELECT Subject, ActivityDate, WhoId FROM Task WHERE Id = '${taskId}' LIMIT 1`;
    const answer = await read(`/query?${new URLSearchParams({ q: soql })}`, TASK_DEADLINE_MS);
    return answer && writtenAnswer(OpenTask, answer).records[0];
  }

  return {
    async readCustomer(customerId) {
      const path = `${byKey('Contact', customerId)}?fields=${fieldNames(settings).join(',')}`;
      const answer = await read(path, READ_DEADLINE_MS);
      if (!answer) return undefined;
      const customer = customerIn(crmAnswer(Contact, answer), settings);
      if (customer.customerId !== customerId) throw unreadable('the external id is another customer');
      return customer;
    },

    // Looked for first: an upsert would undo what people have since written to the task.
    async openFollowUp(task) {
      const there = await idOf('Task', task.externalId);
      if (there !== undefined) return there;
      const contactId = await idOf('Contact', task.customerId);
      return putTask(task.externalId, taskBody(task, contactId, settings));
    },

    // A task of its own for each note: tasks take no comments, and two notes appended at once would lose one.
    async addNote(taskId, { id, text }) {
      const task = await taskOf(taskId);
      if (!task) throw new RejectedError('crm_refused', 'the org knows no such task');
      await putTask(`${taskId}-${id}`, {
        Subject: `Note: ${task.Subject}`.slice(0, LONGEST.subject),
        Description: text.slice(0, LONGEST.description),
        ActivityDate: task.ActivityDate,
        Status: settings.task.status,
        ...(task.WhoId !== undefined && { WhoId: task.WhoId }),
      });
    },
  };
}

const fieldNames = (settings: SalesforceCrmSettings): string[] => [
  ...new Set([
    'FirstName',
    'LastName',
    settings.externalIdField,
    settings.doNotCallField,
    settings.timeZoneField,
    ...settings.phoneFields,
    ...(settings.accountTierField === undefined ? [] : [settings.accountTierField]),
    ...Object.values(settings.fields),
  ]),
];

/** A contact in our words. A field that the org does not let us read is absent, and so named. */
function customerIn(contact: z.infer<typeof Contact>, settings: SalesforceCrmSettings): Customer {
  const name = [contact.FirstName, contact.LastName].filter((part) => typeof part === 'string').join(' ');
  const phone = settings.phoneFields.map((field) => contact[field]).find((value) => value !== undefined);
  const shown = Object.entries(settings.fields).flatMap(([ours, field]) =>
    contact[field] === undefined ? [] : [[ours, String(contact[field])]],
  );
  const result = z.safeParse(Customer, {
    customerId: contact[settings.externalIdField],
    phoneNumber: typeof phone === 'string' ? dialled(phone) : '',
    doNotDisturb: contact[settings.doNotCallField],
    timeZone: contact[settings.timeZoneField],
    accountTier: settings.accountTierField && contact[settings.accountTierField],
    name: name === '' ? undefined : name,
    fields: Object.keys(settings.fields).length > 0 ? Object.fromEntries(shown) : undefined,
  });
  if (result.success) return result.data;
  throw new CrmDefect(result.error.issues.map(({ path }) => path.join('.')));
}

/** People write numbers as they like. Only an international one says which number it is: `+1 (202) 555-0142`. */
const dialled = (text: string): string => (text.startsWith('+') ? text.replace(/[ ().\-/]/g, '') : text);

function taskBody(task: FollowUpTask, contactId: string | undefined, { task: words }: SalesforceCrmSettings) {
  const whose =
    contactId === undefined ? `${task.description}\nCustomer ${task.customerId}.` : task.description;
  return {
    Subject: task.subject.slice(0, LONGEST.subject),
    Description: whose.slice(0, LONGEST.description),
    ActivityDate: task.dueDate,
    Priority: words.priorities[task.priority],
    Status: words.status,
    ...(contactId !== undefined && { WhoId: contactId }),
  };
}

/** A record that is not there; a field that is not there answers 404, too, and is a mistake of the settings. */
const isMissing = (answer: HttpAnswer): boolean => answer.status === 404 && !isWrongField(answer);

function failureOf(answer: HttpAnswer, now: Date): Error | undefined {
  const code = salesforceCode(answer);
  if (answer.status === 300) return unreadable('several records have this external id');
  if (isBusy(code)) return new TransientError('crm_busy', `salesforce answered ${answer.status}`);
  if (code === 'invalid_field') return unreadable('a field of the settings is not there or not readable');
  return repeatableFailure('crm', answer, now);
}

const unreadable = (what: string): RejectedError =>
  new RejectedError('crm_unreadable', `the CRM's answer is not as agreed: ${what}`);
