import type { SalesforceCrmSettings } from '../../functions/messages/salesforce-crm-settings.ts';
import type { EffectTap } from '../effect-tap.ts';
import type { SimulatedCrm } from './crm.ts';
import { Customer } from './crm-customer.ts';
import type { Segments } from './crm-segments.ts';
import type { Task } from './crm-tasks.ts';
import type { RecordedRequest } from './recording.ts';
import { startSalesforceSimulator } from './salesforce.ts';
import type { SalesforceRecord } from './salesforce-store.ts';

/** How an org is the CRM of a stage. */
export interface SalesforceCrmOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly settings: SalesforceCrmSettings;
  readonly customers: readonly Customer[];
  /** Requests of a day before the org refuses, and how many it has had. */
  readonly usage?: { readonly used: number; readonly allowed: number };
  readonly tap?: EffectTap;
}

/**
 * Serves an org that is a stage's CRM: its contacts are our customers, its tasks our follow-ups.
 * @throws ZodError when a customer is malformed; Error when the port is taken
 */
export async function startSalesforceCrm(options: SalesforceCrmOptions): Promise<SimulatedCrm> {
  const { settings } = options;
  const field = settings.externalIdField;
  const org = await startSalesforceSimulator({ ...options, system: 'crm', externalIdField: field });
  const { store } = org;
  const putCustomer = (customer: Customer): void => {
    const contact = contactOf(Customer.parse(customer), settings);
    store.upsert('Contact', field, customer.customerId, contact);
  };
  const contactBy = (customerId: string) => store.byExternalId('Contact', field, customerId);
  options.customers.forEach(putCustomer);
  return {
    ...org,
    putCustomer,
    removeCustomer(customerId) {
      const contact = contactBy(customerId);
      if (contact) store.remove('Contact', String(contact.Id));
    },
    customer(customerId) {
      const contact = contactBy(customerId);
      const writes = org.requests().filter((request) => wrote(request, customerId));
      return (
        contact && {
          customer: customerOf(contact, settings),
          segments: segmentsOf(contact, settings, writes),
        }
      );
    },
    tasks() {
      const all = store.all('Task');
      return all.filter((record) => !isNote(record)).map((record) => taskOf(record, all));
    },
  };

  function taskOf(record: SalesforceRecord, all: readonly SalesforceRecord[]): Task {
    const id = String(record.Id);
    const contact = store.read('Contact', String(record.WhoId));
    const notes = all.flatMap((each) => {
      const key = String(each[field]);
      return key.startsWith(`${id}-`)
        ? [{ id: key.slice(id.length + 1), text: String(each.Description) }]
        : [];
    });
    return {
      id,
      externalId: String(record[field]),
      customerId: String(contact?.[field] ?? ''),
      subject: String(record.Subject),
      description: String(record.Description),
      dueDate: String(record.ActivityDate),
      priority: priorityOf(record),
      ...(notes.length > 0 && { notes }),
    };
  }

  function priorityOf({ Priority }: SalesforceRecord): Task['priority'] {
    const { high, low } = settings.task.priorities;
    if (Priority === high) return 'high';
    return Priority === low ? 'low' : 'normal';
  }

  function isNote(record: SalesforceRecord): boolean {
    return store.all('Task').some(({ Id }) => String(record[field]).startsWith(`${Id}-`));
  }
}

/** A customer as the org has them. */
function contactOf(customer: Customer, settings: SalesforceCrmSettings): SalesforceRecord {
  const [FirstName, ...rest] = (customer.name ?? 'Unknown').split(' ');
  const shown = Object.entries(settings.fields).map(([ours, theirs]) => [theirs, customer.fields?.[ours]]);
  return {
    ...(rest.length > 0 && { FirstName }),
    LastName: rest.join(' ') || FirstName,
    [settings.phoneFields[0] ?? 'Phone']: customer.phoneNumber,
    [settings.doNotCallField]: customer.doNotDisturb,
    [settings.timeZoneField]: customer.timeZone,
    ...(settings.accountTierField !== undefined && { [settings.accountTierField]: customer.accountTier }),
    ...Object.fromEntries(shown),
  };
}

function customerOf(contact: SalesforceRecord, settings: SalesforceCrmSettings): Customer {
  const text = (field: string | undefined): string | undefined => {
    const value = field === undefined ? undefined : contact[field];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    customerId: String(contact[settings.externalIdField]),
    phoneNumber: settings.phoneFields.map(text).find((phone) => phone !== undefined) ?? '',
    doNotDisturb: contact[settings.doNotCallField] === true,
    timeZone: text(settings.timeZoneField),
    accountTier: text(settings.accountTierField),
    name: [contact.FirstName, contact.LastName].filter(Boolean).join(' '),
  };
}

/** Segments of a contact that somebody has written. */
function segmentsOf(
  contact: SalesforceRecord,
  { segments }: SalesforceCrmSettings,
  writes: readonly RecordedRequest[],
): Segments | undefined {
  const { last_updated: updated, ...fields } = segments?.fields ?? {};
  if (updated === undefined || contact[updated] === undefined) return undefined;
  const attributes = Object.entries(fields).flatMap(([name, field]) =>
    contact[field] === undefined ? [] : [[name, contact[field]]],
  );
  return {
    attributes: Object.fromEntries(attributes),
    lastUpdated: String(contact[updated]),
    writtenMs: writes.at(-1)?.arrivedMs ?? 0,
    writes: writes.length,
  };
}

const wrote = ({ method, path, answeredStatus }: RecordedRequest, customerId: string): boolean =>
  method === 'PATCH' &&
  path.includes('/sobjects/Contact/') &&
  path.endsWith(`/${encodeURIComponent(customerId)}`) &&
  typeof answeredStatus === 'number' &&
  answeredStatus < 300;
