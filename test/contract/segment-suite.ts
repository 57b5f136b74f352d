import { expect, it } from '@jest/globals';
import type { SegmentCrm, SegmentSending, SegmentUpdate } from '../../functions/ports/segment-crm.ts';
import { at } from '../support/builders.ts';

/** Segments of a customer, written as the suite's cases do. */
export const segmentUpdate = (fields: Partial<SegmentUpdate> = {}): SegmentUpdate => ({
  customerId: 'CUST-7',
  attributes: { last_interaction_summary: 'Technician visit agreed', sentiment: -0.4 },
  tags: ['churn_risk', 'vip'],
  updatedAt: at(),
  idempotencyKey: `${fields.customerId ?? 'CUST-7'}#1`,
  ...fields,
});

/** A write that may leave. */
export const sending = (fields: Partial<SegmentSending> = {}): SegmentSending => ({
  mayCreate: false,
  mayStillSend: () => true,
  ...fields,
});

/** How a CRM can be made to fail at a write. */
export type SegmentFault = 'throttled' | 'refused' | 'broken' | 'silent' | 'reset' | 'no_id' | 'forbidden';

/** A CRM under test: it knows `CUST-7` and nobody else. */
export interface SegmentSubject {
  readonly crm: SegmentCrm;
  fail(fault: SegmentFault): void;
  /** Tags it has of a customer; `undefined` when it does not know them. */
  tagsOf(customerId: string): readonly string[] | undefined;
  /** Everything that stood in the addresses of its requests. */
  addresses(): readonly string[];
}

/** Invented numbers of the suite's customers. */
const PHONES: Readonly<Record<string, string>> = { 'CUST-7': '+12025550142', 'CUST-8': '+12025550163' };

/** The number of one of the suite's customers. */
export const phoneOf = (customerId: string): string => PHONES[customerId] ?? '';

/** The contract of the port, for every adapter. `reasons`: the reason each fault goes by. `by`: how it knows customers. */
export function segmentSuite(
  subject: () => SegmentSubject,
  reasons: Readonly<Partial<Record<SegmentFault, readonly [name: string, reason: string]>>>,
  by: 'id' | 'phone' = 'id',
): void {
  const update = (fields: Partial<SegmentUpdate> = {}): SegmentUpdate => {
    const plain = segmentUpdate(fields);
    if (by === 'id') return plain;
    return { ...plain, knownAs: { by, value: phoneOf(plain.customerId) } };
  };

  it('writes the whole state of a customer it knows', async () => {
    const { crm, tagsOf } = subject();

    expect(await crm.upsertSegments(update(), sending())).toBe('updated');
    expect(tagsOf('CUST-7')).toEqual(['churn_risk', 'vip']);
  });

  it('takes the same state again', async () => {
    const { crm, tagsOf } = subject();
    await crm.upsertSegments(update(), sending());

    expect(await crm.upsertSegments(update(), sending())).toBe('updated');
    expect(tagsOf('CUST-7')).toEqual(['churn_risk', 'vip']);
  });

  it('replaces tags that are gone', async () => {
    const { crm, tagsOf } = subject();
    await crm.upsertSegments(update(), sending());
    await crm.upsertSegments(update({ tags: [], idempotencyKey: 'CUST-7#2' }), sending());

    expect(tagsOf('CUST-7')).toEqual([]);
  });

  it('does not create a customer unless it may', async () => {
    const { crm, tagsOf } = subject();

    const answer = await crm.upsertSegments(update({ customerId: 'CUST-8' }), sending());

    expect(answer).toBe('unknown_customer');
    expect(tagsOf('CUST-8')).toBeUndefined();
  });

  it('creates a customer when it may', async () => {
    const { crm, tagsOf } = subject();

    const stranger = update({ customerId: 'CUST-8' });

    expect(await crm.upsertSegments(stranger, sending({ mayCreate: true }))).toBe('created');
    expect(tagsOf('CUST-8')).toEqual(['churn_risk', 'vip']);
  });

  it('updates a customer whom another has created meanwhile', async () => {
    const answer = await subject().crm.upsertSegments(update(), sending({ mayCreate: true }));

    expect(answer).toBe('updated');
  });

  it('sends nothing when the time for sending is over', async () => {
    const { crm, tagsOf } = subject();
    const late = crm.upsertSegments(update(), sending({ mayStillSend: () => false }));

    await expect(late).rejects.toMatchObject({ name: 'TransientError', reason: 'not_sent' });
    expect(tagsOf('CUST-7')).toBeUndefined();
  });

  it('names nobody by a number in the address of a request', async () => {
    const { crm, addresses } = subject();
    await crm.upsertSegments(update(), sending());
    await crm.upsertSegments(update(), sending({ mayCreate: true }));
    await crm.upsertSegments(update({ customerId: 'CUST-8' }), sending({ mayCreate: true }));

    expect(addresses().length).toBeGreaterThan(2);
    expect(addresses().map(decodeURIComponent).join()).not.toMatch(/\d{7}/);
  });

  it.each(Object.entries(reasons))(
    'says what to do next when it is %s',
    async (fault, [name, reason]) => {
      const { crm, fail } = subject();
      fail(fault as SegmentFault);

      await expect(crm.upsertSegments(update(), sending())).rejects.toMatchObject({ name, reason });
    },
    10_000,
  );
}
