import type { Customer } from '../../functions/messages/customer.ts';
import type { FollowUpTask } from '../../functions/ports/crm.ts';
import { answered, type Host, type Reply } from './http.ts';
import type { Simulation } from './simulation.ts';

/** A task as the CRM holds it. */
export interface OpenedTask extends FollowUpTask {
  readonly id: string;
  readonly openedAt: number;
  /** Text by note id. */
  readonly notes: Map<string, string>;
}

/** A CRM that speaks plain REST. */
export interface CrmHost {
  readonly host: Host;
  readonly tasks: readonly OpenedTask[];
  /** Texts of the tasks it has refused for good. */
  readonly refused: readonly string[];
}

/** Where the CRM has what, as a stage's `crm.paths` says. */
export const CRM_PATHS = {
  customer: '/customers/{customerId}',
  tasks: '/tasks',
  notes: '/tasks/{taskId}/notes/{noteId}',
} as const;

/** A CRM that knows the customers `customerOf` tells, as they are when it is asked. */
export function crmHost(
  simulation: Simulation,
  customerOf: (customerId: string) => Customer | undefined,
): CrmHost {
  const { timeline } = simulation;
  const chance = simulation.chance('crm');
  const tasks: OpenedTask[] = [];
  const refused: string[] = [];

  function open(task: FollowUpTask): Reply {
    if (simulation.strikes('crmRefuses')) {
      refused.push(task.description);
      return answered(422, { message: 'not this one' });
    }
    const first = tasks.find(({ externalId }) => externalId === task.externalId);
    const opened = first ?? {
      ...task,
      id: `task-${tasks.length + 1}`,
      openedAt: timeline.now(),
      notes: new Map<string, string>(),
    };
    if (!first) {
      tasks.push(opened);
      simulation.trace(() => `the CRM opens ${opened.id}: ${task.subject}`);
    }
    return answered(first ? 200 : 201, { id: opened.id });
  }

  function note(path: string, body: string): Reply {
    const [, , taskId = '', , noteId = ''] = path.split('/');
    const task = tasks.find(({ id }) => id === taskId);
    task?.notes.set(noteId, body);
    return task ? answered(200, { id: noteId }) : answered(404);
  }

  function served(method: string, path: string, body: string): Reply {
    if (method === 'PUT') return note(path, body);
    if (method === 'POST') return open(JSON.parse(body) as FollowUpTask);
    const customer = customerOf(decodeURIComponent(path.slice('/customers/'.length)));
    return customer ? answered(200, customer) : answered(404);
  }

  return {
    tasks,
    refused,
    host({ method, path, body = '' }) {
      if (simulation.isDown('crm') || simulation.strikes('crmBroken')) {
        return chance.pick<Reply>([
          { kind: 'unreachable' },
          { kind: 'silence' },
          { kind: 'reset' },
          answered(500),
          answered(503),
          answered(200, '<html>'),
        ]);
      }
      if (simulation.strikes('crmThrottled')) {
        return answered(429, '', { 'retry-after': chance.pick(['1', '30', undefined]) });
      }
      const reply = served(method, path, body);
      return simulation.strikes('crmReplyLost') ? { kind: 'silence' } : reply;
    },
  };
}
