import { describe, expect, it } from '@jest/globals';
import { eraseCustomer, holdingsOf } from '../../bin/erase/erase-customer.ts';
import { type Item, ledgerTraces, namesCustomer } from '../../bin/erase/held-items.ts';
import type { ErasableArchive, ErasableTable } from '../../bin/erase/stores.ts';
import { erasureKey } from '../../functions/adapters/ledger-erasures.ts';

const text = (value: string) => ({ S: value });
const alertItem = (key: string, customerId: string, more: Record<string, string> = {}): Item => ({
  pk: text(`ALERT#${key}`),
  cust: text(customerId),
  ref: text(`ref-${key}`),
  ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, text(value)])),
});

function tableOf(items: readonly Item[]): ErasableTable & { readonly keys: () => readonly string[] } {
  const kept = new Map(items.map((item) => [item.pk?.S ?? '', item]));
  return {
    async *all() {
      yield* kept.values();
    },
    remove: async (pk) => kept.delete(pk),
    put: async (item) => void kept.set(item.pk?.S ?? '', item),
    keys: () => [...kept.keys()],
  };
}

function archiveOf(texts: Readonly<Record<string, string>>): ErasableArchive & { keys(): string[] } {
  const kept = new Map(Object.entries(texts));
  return {
    async *under(prefix) {
      for (const [key, body] of [...kept]) if (key.startsWith(prefix)) yield { key, text: body };
    },
    remove: async (key) => kept.delete(key),
    keys: () => [...kept.keys()],
  };
}

function world() {
  const ledger = tableOf([
    alertItem('a-1', 'CUST-1', { followUp: 'f-1', call: 'call-1', task: 'task-1' }),
    alertItem('a-10', 'CUST-10'),
    { pk: text('DECISION#a-1') },
    { pk: text('FOLLOWUP#f-1') },
    { pk: text('QUARANTINE#bad-1') },
    { pk: text('QUARANTINE#bad-2') },
    { pk: text('SLOT#CUST-1#S') },
    { pk: text('SLOT#CUST-10#S') },
    { pk: text('TRIES#CUST-1') },
    { pk: text('SENSORDAY#CUST-1#S#2026-01-01') },
    {
      pk: text('PREVIEW#C-1#camp'),
      body: text(
        JSON.stringify({
          customerId: 'CUST-1',
          contactId: 'C-1',
          reference: 'r-1',
          state: 'LISTED',
          listedOn: { contactListId: 'list' },
        }),
      ),
    },
    { pk: text('SURGE#temp') },
  ]);
  const contacts = tableOf([
    { pk: text('CONTACT#CUST-1'), body: text(JSON.stringify({ phoneNumber: '+12025550163' })) },
    { pk: text('CONTACT#CUST-10'), body: text(JSON.stringify({ phoneNumber: '+12025550142' })) },
    { pk: text('PREVIEW#r-1'), body: text(JSON.stringify({ phoneNumber: '+12025550177' })) },
    { pk: text('CONTACTREF#C-1'), customerId: text('CUST-1') },
    { pk: text('POP#p-1'), customerId: text('CUST-1') },
    { pk: text('POP#p-10'), customerId: text('CUST-10') },
    { pk: text('NUMBER#n-1'), phone: text('+12025550177') },
    { pk: text('NUMBER#n-2'), phone: text('+12025550142') },
    { pk: text('SUPPRESS#CUST-1') },
    { pk: text('SUPPRESS#%2B12025550163') },
    { pk: text('PROFILE#CUST-1'), body: text('{"state":"CLEAN"}') },
  ]);
  const archive = archiveOf({
    'telemetry/ref-a-1.json': '{}',
    'telemetry/ref-a-10.json': '{}',
    'quarantine/bad-1%2Fhash': '{"customerId":"CUST-1"}',
    'quarantine/bad-2%2Fhash': '{"customerId":"CUST-10"}',
    'mass-events/e/a-1.json': '{"customerId":"CUST-1"}',
  });
  const stores = {
    ledger,
    contacts,
    archive,
    eraseProfile: async (id: string) =>
      contacts.put({ pk: text(`PROFILE#${id}`), body: text('{"state":"ERASED"}') }),
    now: () => new Date(0),
  };
  return { stores, ledger, contacts, archive };
}

describe('an erasure', () => {
  it('removes what is held of one customer, and nothing of another', async () => {
    const { stores, ledger, contacts, archive } = world();

    const removed = await eraseCustomer('CUST-1', stores);

    expect(ledger.keys()).toEqual([
      'ALERT#a-10',
      'QUARANTINE#bad-2',
      'SLOT#CUST-10#S',
      'SURGE#temp',
      erasureKey('CUST-1'),
    ]);
    expect(contacts.keys()).toEqual([
      'CONTACT#CUST-1',
      'CONTACT#CUST-10',
      'POP#p-10',
      'NUMBER#n-2',
      'SUPPRESS#%2B12025550163',
      'PROFILE#CUST-1',
    ]);
    expect(archive.keys()).toEqual(['telemetry/ref-a-10.json', 'quarantine/bad-2%2Fhash']);
    expect(removed).toMatchObject({
      segments: true,
      elsewhere: [
        'the platform: conversation or contact call-1',
        'the CRM: task task-1',
        'the platform: a contact on list list',
      ],
    });
  });

  it('leaves marks that a second look does not take for the customer', async () => {
    const { stores, contacts } = world();
    await eraseCustomer('CUST-1', stores);

    const left = await holdingsOf('CUST-1', stores);

    expect(left).toEqual({ ledger: [], contacts: [], archive: [], segments: false, elsewhere: [] });
    for await (const item of contacts.all())
      if (item.pk?.S === 'CONTACT#CUST-1') expect(item).not.toHaveProperty('body');
  });

  it('finds what a function has written since', async () => {
    const { stores } = world();
    await eraseCustomer('CUST-1', stores);
    await stores.ledger.put(alertItem('late', 'CUST-1'));

    expect((await holdingsOf('CUST-1', stores)).ledger).toEqual(['ALERT#late']);
  });
});

describe('a text names a customer', () => {
  it.each([
    ['{"customerId":"CUST-1"}', true],
    ['CUST-1', true],
    ['{"customerId":"CUST-10"}', false],
    ['{"customerId":"OLD-CUST-1"}', false],
    ['{"customerId":"CUST-1.b"}', false],
  ])('%s: %s', (body, expected) => {
    expect(namesCustomer(body, 'CUST-1')).toBe(expected);
  });

  it('whose id has a dot, and not any other character there', () => {
    expect(namesCustomer('"a.b"', 'a.b')).toBe(true);
    expect(namesCustomer('"axb"', 'a.b')).toBe(false);
  });
});

it('takes no alert of a sensor for one of a customer of the same name', () => {
  const item = { ...alertItem('a', 'CUST-2'), sensor: text('CUST-1') };

  expect(ledgerTraces(item, 'CUST-1')).toBeUndefined();
});
