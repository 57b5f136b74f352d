import { RejectedError, TransientError } from '../../functions/errors.ts';
import type { Customer } from '../../functions/messages/customer.ts';
import type { Crm, FollowUpTask, TaskNote } from '../../functions/ports/crm.ts';

/** How the CRM fails: not reached, asking us to wait, answering in another shape, refusing for good, or losing its reply. */
export type CrmFault = 'unavailable' | 'throttled' | 'unreadable' | 'refused' | 'lost_reply';

/** A CRM in memory, and a look inside. */
export interface FakeCrm extends Crm {
  put(customer: Customer): void;
  remove(customerId: string): void;
  /** From now on this method fails so; `undefined` mends it. */
  fail(method: 'readCustomer' | 'openFollowUp' | 'addNote', fault: CrmFault | undefined): void;
  /** How often each customer was asked for, faults included. */
  readonly reads: ReadonlyMap<string, number>;
  /** Tasks in the order they were opened. */
  tasks(): readonly (FollowUpTask & { readonly id: string })[];
  /** Notes in the order they were added, each with its task. */
  notes(): readonly (TaskNote & { readonly taskId: string })[];
}

/** The wait a throttled CRM asks for, ms. */
export const CRM_RETRY_AFTER_MS = 7000;

/** A CRM that knows these customers. */
export function fakeCrm(...customers: readonly Customer[]): FakeCrm {
  const known = new Map(customers.map((customer) => [customer.customerId, customer]));
  const opened = new Map<string, FollowUpTask & { readonly id: string }>();
  const noted = new Map<string, TaskNote & { readonly taskId: string }>();
  const faults = new Map<string, CrmFault>();
  const reads = new Map<string, number>();
  return {
    reads,
    put: (customer) => void known.set(customer.customerId, customer),
    remove: (customerId) => void known.delete(customerId),
    fail(method, fault) {
      if (fault) faults.set(method, fault);
      else faults.delete(method);
    },
    tasks: () => [...opened.values()],
    notes: () => [...noted.values()],
    async readCustomer(customerId) {
      reads.set(customerId, (reads.get(customerId) ?? 0) + 1);
      failAs(faults.get('readCustomer'));
      return structuredClone(known.get(customerId));
    },
    async openFollowUp(task) {
      const fault = faults.get('openFollowUp');
      if (fault !== 'lost_reply') failAs(fault);
      const first = opened.get(task.externalId) ?? { ...task, id: `task-${opened.size + 1}` };
      opened.set(task.externalId, first);
      failAs(fault);
      return first.id;
    },
    async addNote(taskId, note) {
      const fault = faults.get('addNote');
      if (fault !== 'lost_reply') failAs(fault);
      if (![...opened.values()].some(({ id }) => id === taskId))
        throw new RejectedError('crm_refused', 'no such task');
      noted.set(`${taskId} ${note.id}`, { ...note, taskId });
      failAs(fault);
    },
  };
}

function failAs(fault: CrmFault | undefined): void {
  switch (fault) {
    case undefined:
      return;
    case 'throttled':
      throw new TransientError('crm_throttled', 'slow down', { retryAfterMs: CRM_RETRY_AFTER_MS });
    case 'unreadable':
      throw new RejectedError('crm_unreadable', 'another shape');
    case 'refused':
      throw new RejectedError('crm_refused', 'never');
    case 'unavailable':
    case 'lost_reply':
      throw new TransientError('crm_unavailable', 'no answer');
    default:
      fault satisfies never;
  }
}
