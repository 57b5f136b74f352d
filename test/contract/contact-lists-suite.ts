import { expect, it } from '@jest/globals';
import type { ContactLists, NewContact } from '../../functions/ports/contact-lists.ts';
import type { AddingAnswer } from '../support/fake-contact-lists.ts';

/** Contact lists under test, how their next answer is planned, and what was put on them. */
export interface ContactListsSubject {
  readonly lists: ContactLists;
  /** The list and campaign it has, and one of each it has not; the list's columns are `phone` and `sensorId`. */
  readonly ids: {
    readonly list: string;
    readonly campaign: string;
    readonly unknownList: string;
    readonly unknownCampaign: string;
  };
  /** Whether a contact that was withheld is still read, as one nobody calls; else it is off its list. */
  readonly keepsWithheld: boolean;
  plan(answer: AddingAnswer): void | Promise<void>;
  /** While it is down, the platform answers nothing. */
  down(isDown: boolean): void | Promise<void>;
  /** A campaign calls a contact. */
  call(id: string): boolean;
  /** Contacts on the lists, and how often each was added. */
  kept(): readonly { readonly id: string; readonly additions: number }[];
  /** How many contacts each request held. */
  requests(): readonly number[];
}

/** Contacts that fit the list. */
export const contact = (id: string, data: Readonly<Record<string, string>> = {}): NewContact => ({
  id,
  data: { phone: '+12025550111', sensorId: 'TEMP-1', ...data },
});

/** The contract of the port, for the fake and for every adapter. */
export function contactListsSuite(subject: () => ContactListsSubject): void {
  const list = (): string => subject().ids.list;
  const ids = () =>
    subject()
      .kept()
      .map(({ id }) => id);

  it('adds contacts in one request, each under the id that was chosen for it', async () => {
    const added = await subject().lists.addContacts(list(), [contact('a'), contact('b')]);

    expect([...added]).toEqual([
      ['a', { kind: 'added' }],
      ['b', { kind: 'added' }],
    ]);
    expect(ids()).toEqual(['a', 'b']);
    expect(subject().requests()).toEqual([2]);
  });

  it('has a contact once, however often it is added', async () => {
    await subject().lists.addContacts(list(), [contact('a')]);
    await subject().lists.addContacts(list(), [contact('a', { sensorId: 'TEMP-2' })]);

    const read = await subject().lists.readContacts(list(), ['a']);
    expect(ids()).toEqual(['a']);
    expect(read.get('a')).toMatchObject({ callable: true, called: false, data: { sensorId: 'TEMP-2' } });
  });

  it('takes a thousand at once and not one more', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => contact(`c${index}`));

    const added = await subject().lists.addContacts(list(), many.slice(0, 1000));

    expect([...added.values()].every(({ kind }) => kind === 'added')).toBe(true);
    await expect(subject().lists.addContacts(list(), many)).rejects.toThrow(RangeError);
    expect(subject().kept()).toHaveLength(1000);
  });

  it.each<[string, NewContact, string]>([
    ['an id with a special character', contact('a-b'), 'id_not_allowed'],
    ['a text that is too long', contact('ab', { sensorId: 'x'.repeat(513) }), 'text_too_long'],
    ['a column the list does not have', contact('ab', { colour: 'red' }), 'refused_by_platform'],
  ])('refuses %s and adds the others', async (_, bad, reason) => {
    const added = await subject().lists.addContacts(list(), [contact('a'), bad, contact('c')]);

    expect(added.get(bad.id)).toEqual({ kind: 'refused', reason });
    expect(ids().toSorted()).toEqual(['a', 'c']);
  });

  it('sends nothing when nothing is left to be sent', async () => {
    const added = await subject().lists.addContacts(list(), [contact('a-b')]);

    expect([...added.values()]).toEqual([{ kind: 'refused', reason: 'id_not_allowed' }]);
    expect(subject().requests()).toEqual([]);
  });

  it('sends nothing when it may no longer send', async () => {
    const adding = subject().lists.addContacts(list(), [contact('a')], { mayStillSend: () => false });

    await expect(adding).rejects.toMatchObject({ name: 'TransientError', reason: 'not_sent' });
    expect(subject().requests()).toEqual([]);
  });

  it('is refused for good by a list the platform does not know', async () => {
    const adding = subject().lists.addContacts(subject().ids.unknownList, [contact('a')]);

    await expect(adding).rejects.toMatchObject({ name: 'RejectedError', reason: 'contact_list_unknown' });
  });

  it.each<[string, AddingAnswer, RegExp]>([
    ['throttled', { kind: 'throttled', retryAfterMs: 90_000 }, /_throttled$/],
    ['unauthorized', { kind: 'unauthorized' }, /_unauthorized$/],
    ['unreachable', { kind: 'unreachable' }, /^not_sent$/],
  ])('%s: proof that nothing was added', async (_, answer, reason) => {
    await subject().lists.campaign(subject().ids.campaign);
    await subject().plan(answer);

    const adding = subject().lists.addContacts(list(), [contact('a')]);

    await expect(adding).rejects.toMatchObject({
      name: 'TransientError',
      reason: expect.stringMatching(reason),
    });
    expect(ids()).toEqual([]);
  });

  it.each([true, false])(
    'an answer that is lost leaves it unknown, and a look tells (added: %s)',
    async (added) => {
      await subject().plan({ kind: 'unknown', added });

      await expect(subject().lists.addContacts(list(), [contact('a')])).rejects.toMatchObject({
        name: 'UnknownOutcomeError',
      });
      expect([...(await subject().lists.readContacts(list(), ['a'])).keys()]).toEqual(added ? ['a'] : []);
    },
  );

  it('reads those that are there', async () => {
    await subject().lists.addContacts(list(), [contact('a'), contact('b')]);
    subject().call('b');

    const read = await subject().lists.readContacts(list(), ['a', 'b', 'nobody']);

    expect([...read.values()]).toEqual([
      { id: 'a', data: contact('a').data, callable: true, called: false },
      { id: 'b', data: contact('b').data, callable: true, called: true },
    ]);
  });

  it('takes a contact out of dialing once and for all', async () => {
    await subject().lists.addContacts(list(), [contact('a')]);

    const { lists, keepsWithheld, call } = subject();
    expect(await lists.withholdContact(list(), 'a')).toBe('withheld');
    expect(await lists.withholdContact(list(), 'a')).toBe(keepsWithheld ? 'withheld' : 'unknown');
    expect(call('a')).toBe(false);
    const left = (await lists.readContacts(list(), ['a'])).get('a');
    const asItWas = { id: 'a', callable: false, called: false, data: contact('a').data };
    expect(left).toEqual(keepsWithheld ? asItWas : undefined);
  });

  it('leaves a contact alone that was called, and does not know others', async () => {
    await subject().lists.addContacts(list(), [contact('a')]);
    subject().call('a');

    expect(await subject().lists.withholdContact(list(), 'a')).toBe('called');
    expect(await subject().lists.withholdContact(list(), 'nobody')).toBe('unknown');
  });

  it('tells what a campaign does, and knows no others', async () => {
    expect(await subject().lists.campaign(subject().ids.campaign)).toEqual({
      id: subject().ids.campaign,
      contactListId: list(),
      dialingMode: 'paced',
      status: 'on',
      alwaysRunning: true,
      phoneColumns: ['phone'],
      hasCallableTimes: false,
    });
    expect(await subject().lists.campaign(subject().ids.unknownCampaign)).toBeUndefined();
  });

  it.each<[string, (lists: ContactLists) => Promise<unknown>]>([
    ['campaign', (lists) => lists.campaign(subject().ids.campaign)],
    ['readContacts', (lists) => lists.readContacts(list(), ['a'])],
    ['withholdContact', (lists) => lists.withholdContact(list(), 'a')],
  ])('%s is transient while the platform cannot be asked', async (_, ask) => {
    await subject().lists.addContacts(list(), [contact('a')]);
    await subject().down(true);

    await expect(ask(subject().lists)).rejects.toMatchObject({ name: 'TransientError' });

    await subject().down(false);
  });
}
