import { z } from 'zod';

const NewTask = z.strictObject({
  externalId: z.string(),
  customerId: z.string(),
  subject: z.string(),
  description: z.string(),
  dueDate: z.string(),
  priority: z.enum(['low', 'normal', 'high']),
});

const NewNote = z.strictObject({ text: z.string() });

/** Something added to a task later. */
export type Note = z.infer<typeof NewNote> & { readonly id: string };

/** A task that waits for a person. */
export type Task = z.infer<typeof NewTask> & { readonly id: string; readonly notes?: readonly Note[] };

/** The CRM's tasks. */
export interface TaskList {
  /** Opens a task, or finds the one with the same externalId and leaves it as it is. */
  open(body: unknown): { readonly task: Task; readonly opened: boolean };
  /** Writes a note to a task, or the same note again; `undefined` when there is no such task. */
  note(taskId: string, noteId: string, body: unknown): 'added' | 'there' | undefined;
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
    note(taskId, noteId, body) {
      const task = [...byExternalId.values()].find(({ id }) => id === taskId);
      if (task === undefined) return undefined;
      const others = (task.notes ?? []).filter(({ id }) => id !== noteId);
      const notes = [...others, { id: noteId, ...NewNote.parse(body) }];
      byExternalId.set(task.externalId, { ...task, notes });
      return others.length === (task.notes ?? []).length ? 'added' : 'there';
    },
    tasks: () => [...byExternalId.values()],
  };
}
