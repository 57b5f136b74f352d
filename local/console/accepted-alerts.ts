import type { AnswerListener } from '../door/door-server.ts';
import { isObject } from '../json.ts';

/** The doors that take alerts. */
const DOORS = new Set(['/v1/alerts', '/v1/iot/alerts']);

/** What the doors have promised to work on: the edge id of every element of every accepted request, in their order. */
export interface AcceptedAlerts {
  readonly answered: AnswerListener;
  /** Edge ids as alerts carry them, each with its number; a body that is refused whole is known by the first. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** Counts from now on. */
export function acceptedAlerts(): AcceptedAlerts {
  const numbers = new Map<string, number>();
  return {
    numbers,
    answered: (request, answer) => {
      if (request.method !== 'POST' || !DOORS.has(request.path) || answer.status !== 202) return;
      for (let index = 0; index < elementsOf(request.body); index++)
        numbers.set(`${request.extendedId}.${index}`, numbers.size);
    },
  };
}

/** How many alerts a body holds. What cannot be read is one: it is quarantined whole. */
function elementsOf(body: string): number {
  try {
    const parsed: unknown = JSON.parse(body);
    return Array.isArray(parsed) && !isObject(parsed) ? parsed.length : 1;
  } catch {
    return 1;
  }
}
