import { z } from 'zod';

const NewTask = z.strictObject({
  externalId: z.string(),
  customerId: z.string(),
  subject: z.string(),
  description: z.string(),
  dueDate: z.string(),
  priority: z.enum(['low', 'normal', 'high']),
});

/** A task that waits for a person. */
export type Task = z.infer<typeof NewTask> & { readonly id: string };

/** The CRM's tasks. */
export interface TaskList {
  /** Opens a task, or finds the one with the same externalId and leaves it as it is. */
  open(body: unknown): { readonly task: Task; readonly opened: boolean };
  tasks(): readonly Task[];
}

/** An empty task list. Bodies must already have passed the contract. */
export function taskList(): TaskList {
  const byExternalId = new Map<string, Task>();
  return {
    open(body) {
      const wanted = NewTask.parse(body);
      const known = byExternalId.get(wanted.externalId);
      if (known !== undefined) return { task: known, opened: false };
      const task = { id: `task-${byExternalId.size + 1}`, ...wanted };
      byExternalId.set(task.externalId, task);
      return { task, opened: true };
    },
    tasks: () => [...byExternalId.values()],
  };
}
