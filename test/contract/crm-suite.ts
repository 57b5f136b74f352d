import { expect, it } from '@jest/globals';
import { RejectedError } from '../../functions/errors.ts';
import type { Crm } from '../../functions/ports/crm.ts';
import { customer, followUpTaskOf } from '../support/builders.ts';
import { CRM_RETRY_AFTER_MS, type CrmFault } from '../support/fake-crm.ts';

/** The customer every CRM under test knows. */
export const KNOWN = customer({ customerId: 'a.b:c_d-e', name: 'Ada Sample', fields: { plan: 'gold' } });
/** What a CRM can be made to fail at. */
export type Method = 'readCustomer' | 'openFollowUp' | 'addNote';

/** A CRM under test, and how it is made to fail. */
export interface CrmSubject {
  readonly crm: Crm;
  fail(method: Method, fault: CrmFault): void;
  /** How long the CRM asks us to wait when it throttles, ms. @default CRM_RETRY_AFTER_MS */
  readonly retryAfterMs?: number;
  /** Every method works again. */
  mend(): void;
  tasks(): readonly { readonly externalId: string }[];
  notes(): readonly { readonly id: string; readonly text: string }[];
}

/** The contract of the port, for the fake and for every adapter. */
export function crmSuite(subject: () => CrmSubject): void {
  it('tells a customer as the CRM knows it', async () => {
    expect(await subject().crm.readCustomer(KNOWN.customerId)).toEqual(KNOWN);
  });

  it('tells that there is no such customer', async () => {
    expect(await subject().crm.readCustomer('nobody')).toBeUndefined();
  });

  it('opens a task once, however often it is asked', async () => {
    const { crm, tasks } = subject();

    const ids = [await crm.openFollowUp(followUpTaskOf()), await crm.openFollowUp(followUpTaskOf())];

    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).not.toBe('');
    expect(tasks()).toMatchObject([followUpTaskOf()]);
  });

  it('opens another task for another external id', async () => {
    const { crm, tasks } = subject();
    const first = await crm.openFollowUp(followUpTaskOf());

    expect(await crm.openFollowUp(followUpTaskOf({ externalId: 'external-2' }))).not.toBe(first);
    expect(tasks()).toHaveLength(2);
  });

  const note = { id: 'note-1', text: 'The platform had accepted the call after all.' };

  it('keeps one note of an id, however often it is added, and another of another id', async () => {
    const { crm, notes } = subject();
    const taskId = await crm.openFollowUp(followUpTaskOf());

    await crm.addNote(taskId, note);
    await crm.addNote(taskId, note);
    await crm.addNote(taskId, { ...note, id: 'note-2' });

    expect(notes()).toMatchObject([note, { ...note, id: 'note-2' }]);
  });

  it('refuses for good a note to a task that is not there', async () => {
    await expect(subject().crm.addNote('nowhere', note)).rejects.toMatchObject({
      name: 'RejectedError',
      reason: 'crm_refused',
    });
  });

  it('a note whose reply is lost is there: adding it again leaves one', async () => {
    const { crm, fail, mend, notes } = subject();
    const taskId = await crm.openFollowUp(followUpTaskOf());
    fail('addNote', 'lost_reply');
    await expect(crm.addNote(taskId, note)).rejects.toMatchObject({ name: 'TransientError' });

    mend();
    await crm.addNote(taskId, note);

    expect(notes()).toMatchObject([note]);
  });

  const calls: readonly [Method, (crm: Crm) => Promise<unknown>][] = [
    ['readCustomer', (crm) => crm.readCustomer(KNOWN.customerId)],
    ['openFollowUp', (crm) => crm.openFollowUp(followUpTaskOf())],
    ['addNote', async (crm) => crm.addNote(await crm.openFollowUp(followUpTaskOf()), note)],
  ];

  it.each(calls)('%s is transient while the CRM cannot be reached', async (method, call) => {
    subject().fail(method, 'unavailable');

    await expect(call(subject().crm)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'crm_unavailable',
    });
  });

  it.each(calls)('%s is transient while the CRM asks us to wait, and says how long', async (method, call) => {
    subject().fail(method, 'throttled');

    await expect(call(subject().crm)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'crm_throttled',
      retryAfterMs: subject().retryAfterMs ?? CRM_RETRY_AFTER_MS,
    });
  });

  it.each(calls)('%s is refused for good by a CRM that says so', async (method, call) => {
    subject().fail(method, 'refused');

    await expect(call(subject().crm)).rejects.toMatchObject({ name: 'RejectedError', reason: 'crm_refused' });
  });

  it('readCustomer is refused when the answer has another shape', async () => {
    subject().fail('readCustomer', 'unreadable');

    const read = subject().crm.readCustomer(KNOWN.customerId);

    await expect(read).rejects.toBeInstanceOf(RejectedError);
    await expect(read).rejects.toMatchObject({ reason: 'crm_unreadable' });
  });

  it('openFollowUp whose reply is lost has opened the task: the next asks for the same', async () => {
    subject().fail('openFollowUp', 'lost_reply');
    const lost = subject().crm.openFollowUp(followUpTaskOf());
    await expect(lost).rejects.toMatchObject({ name: 'TransientError' });

    expect(subject().tasks()).toHaveLength(1);
  });
}
