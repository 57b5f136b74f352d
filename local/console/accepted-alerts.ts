import type { AnswerListener } from '../door/door-server.ts';
import { isObject } from '../json.ts';

/** The doors that take alerts. */
const DOORS = new Set(['/v1/alerts', '/v1/iot/alerts']);

/** What the doors have promised to work on: every element of every accepted request, in their order. */
export interface AcceptedAlerts {
  readonly answered: AnswerListener;
  /**
   * The key each element names, by the edge id that its alert carries; a body that is refused whole is known by the
   * first. `undefined`: it names none.
   */
  readonly keys: ReadonlyMap<string, string | undefined>;
}

/** Counts from now on. */
export function acceptedAlerts(): AcceptedAlerts {
  const keys = new Map<string, string | undefined>();
  return {
    keys,
    answered: (request, answer) => {
      if (request.method !== 'POST' || !DOORS.has(request.path) || answer.status !== 202) return;
      for (const [index, key] of keysIn(request.body).entries())
        keys.set(`${request.extendedId}.${index}`, key);
    },
  };
}

/** The key of each alert in a body. What cannot be read is one: it is quarantined whole. */
function keysIn(body: string): readonly (string | undefined)[] {
  try {
    const parsed: unknown = JSON.parse(body);
    return Array.isArray(parsed) ? parsed.map(keyIn) : [keyIn(parsed)];
  } catch {
    return [undefined];
  }
}

const keyIn = (element: unknown): string | undefined =>
  isObject(element) && typeof element.idempotencyKey === 'string' ? element.idempotencyKey : undefined;
