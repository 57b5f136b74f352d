import type { Customer } from '../messages/customer.ts';

/** A task for a person, due on a local date. */
export interface FollowUpTask {
  /** Our key: the same key again returns the same task. */
  readonly externalId: string;
  readonly customerId: string;
  readonly subject: string;
  readonly description: string;
  /** `YYYY-MM-DD`, the customer's date. */
  readonly dueDate: string;
  readonly priority: 'low' | 'normal' | 'high';
}

/** Something learnt after a task had been opened. */
export interface TaskNote {
  /** Our key: the same key again leaves one note. Letters, digits and `-_`. */
  readonly id: string;
  readonly text: string;
}

/** The system that knows the customer and holds people's tasks. */
export interface Crm {
  /**
   * The customer as the CRM knows it now; `undefined` when the CRM does not know it. Repeatable.
   * @throws {TransientError} unreachable, slow, throttled, or its credentials were refused
   * @throws {CrmDefect} `crm_unreadable`: the answer lacks a field or has one of the wrong type; it names them
   */
  readCustomer(customerId: string): Promise<Customer | undefined>;

  /**
   * Opens the task and returns the CRM's id for it. Repeating an `externalId` returns the first task's id.
   * @throws {TransientError} nothing is known to have been created; repeat later
   * @throws {RejectedError} the CRM refuses this task for good
   */
  openFollowUp(task: FollowUpTask): Promise<string>;

  /**
   * Adds a note to a task, by the id `openFollowUp` gave. Repeating a note's id leaves one note.
   * @throws {TransientError} the note may not be there; repeat later
   * @throws {RejectedError} the CRM refuses this note for good, or no longer knows the task
   */
  addNote(taskId: string, note: TaskNote): Promise<void>;
}
