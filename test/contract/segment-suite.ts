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
}

/** The contract of the port, for every adapter. `reasons`: the reason each fault goes by. */
export function segmentSuite(
  subject: () => SegmentSubject,
  reasons: Readonly<Record<SegmentFault, readonly [name: string, reason: string]>>,
): void {
  it('writes the whole state of a customer it knows', async () => {
    const { crm, tagsOf } = subject();

    expect(await crm.upsertSegments(segmentUpdate(), sending())).toBe('updated');
    expect(tagsOf('CUST-7')).toEqual(['churn_risk', 'vip']);
  });

  it('takes the same state again', async () => {
    const { crm, tagsOf } = subject();
    await crm.upsertSegments(segmentUpdate(), sending());

    expect(await crm.upsertSegments(segmentUpdate(), sending())).toBe('updated');
    expect(tagsOf('CUST-7')).toEqual(['churn_risk', 'vip']);
  });

  it('replaces tags that are gone', async () => {
    const { crm, tagsOf } = subject();
    await crm.upsertSegments(segmentUpdate(), sending());
    await crm.upsertSegments(segmentUpdate({ tags: [], idempotencyKey: 'CUST-7#2' }), sending());

    expect(tagsOf('CUST-7')).toEqual([]);
  });

  it('does not create a customer unless it may', async () => {
    const { crm, tagsOf } = subject();

    const answer = await crm.upsertSegments(segmentUpdate({ customerId: 'CUST-8' }), sending());

    expect(answer).toBe('unknown_customer');
    expect(tagsOf('CUST-8')).toBeUndefined();
  });

  it('creates a customer when it may', async () => {
    const { crm, tagsOf } = subject();

    const update = segmentUpdate({ customerId: 'CUST-8' });

    expect(await crm.upsertSegments(update, sending({ mayCreate: true }))).toBe('created');
    expect(tagsOf('CUST-8')).toEqual(['churn_risk', 'vip']);
  });

  it('updates a customer whom another has created meanwhile', async () => {
    const answer = await subject().crm.upsertSegments(segmentUpdate(), sending({ mayCreate: true }));

    expect(answer).toBe('updated');
  });

  it('sends nothing when the time for sending is over', async () => {
    const { crm, tagsOf } = subject();
    const late = crm.upsertSegments(segmentUpdate(), sending({ mayStillSend: () => false }));

    await expect(late).rejects.toMatchObject({ name: 'TransientError', reason: 'not_sent' });
    expect(tagsOf('CUST-7')).toBeUndefined();
  });

  it.each(Object.entries(reasons))(
    'says what to do next when it is %s',
    async (fault, [name, reason]) => {
      const { crm, fail } = subject();
      fail(fault as SegmentFault);

      await expect(crm.upsertSegments(segmentUpdate(), sending())).rejects.toMatchObject({ name, reason });
    },
    10_000,
  );
}
