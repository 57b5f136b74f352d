import * as z from 'zod/mini';
import type { HttpClient } from '../../../functions/adapters/http.ts';
import { alertFrom } from '../../../functions/adapters/ledger-items.ts';
import type { PaceSettings } from '../../../functions/messages/settings.ts';
import type { DialingWorld } from '../dialing/alert-workers.ts';
import type { Simulation, Violation } from '../simulation.ts';

const MINUTE_MS = 60_000;

/** One retry is free at first and one a minute; minutes by clocks that differ. */
const FREE_RETRIES = 2;

const Body = z.object({ data: z.object({ referenceId: z.string(), alertType: z.string() }) });

/** What must hold of the budget. */
export interface PaceJudge {
  /** Sees every request for a call at the last question before its socket. */
  through(http: HttpClient): HttpClient;
  /** The instants at which calls of a type left, real time. */
  leftAt(alertType: string): readonly number[];
  /** `isCalm`: nothing but the platform itself has failed. */
  atRest(world: DialingWorld, isCalm: boolean): readonly Violation[];
}

/** I11 and I12 at every request; at rest, that nobody was left alone. */
export function paceJudge(simulation: Simulation, rules: PaceSettings): PaceJudge {
  const { timeline } = simulation;
  const left: { readonly at: number; readonly alert: string; readonly type: string }[] = [];
  const begun = timeline.now();
  let retries = 0;

  function leaves(body: string): void {
    const at = timeline.now();
    const { referenceId, alertType } = z.parse(Body, JSON.parse(body)).data;
    if (left.some(({ alert }) => alert === referenceId)) retries++;
    left.push({ at, alert: referenceId, type: alertType });
    const inMinute = left.filter((one) => one.at > at - MINUTE_MS).length;
    if (inMinute > rules.requestsPerMinute) {
      simulation.violated(
        'I11',
        `${inMinute} requests in a minute, the budget is ${rules.requestsPerMinute}`,
      );
    }
    const most = (left.length - retries) / 10 + (at - begun) / MINUTE_MS + FREE_RETRIES;
    if (retries > most) simulation.violated('I12', `${retries} retries of ${left.length} requests`);
  }

  /** Nobody is left alone on a platform that works again, and no message dies of one that does not. */
  function* leftAlone(world: DialingWorld): Generator<Violation> {
    for (const item of world.store.items('ledger').filter(({ pk }) => pk?.S?.startsWith('ALERT#'))) {
      const { key, why, waitingFor } = alertFrom({ ...item });
      if (why === 'stale') yield { invariant: 'I10', what: `${key} grew stale waiting for ${waitingFor}` };
    }
    for (const queue of ['dialing-critical', 'dialing-standard']) {
      const dead = world.queues.dead(queue).length;
      if (dead > 0) yield { invariant: 'receives', what: `${dead} messages died in ${queue}` };
    }
  }

  return {
    through: (http) => ({
      send(request, beforeSocket) {
        if (!beforeSocket) return http.send(request);
        return http.send(request, () => {
          const goes = beforeSocket();
          if (goes) leaves(request.body ?? '');
          return goes;
        });
      },
    }),
    leftAt: (alertType) => left.filter(({ type }) => type === alertType).map(({ at }) => at),
    atRest: (world, isCalm) => (isCalm ? [...leftAlone(world)] : []),
  };
}
