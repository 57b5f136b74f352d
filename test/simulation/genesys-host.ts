import type { HttpRequest } from '../../functions/adapters/http.ts';
import { failure, outage, PLANNED, type PlannedAnswer, retryAfter, withoutId } from './genesys-answers.ts';
import { type Callback, callDesk } from './genesys-desk.ts';
import { answered, type Host, type Reply } from './http.ts';
import type { Simulation } from './simulation.ts';

/** Genesys Cloud as far as Trunkline speaks with it, with everything it may answer. */
export interface GenesysHost {
  readonly api: Host;
  readonly login: Host;
  /** Everything that was accepted, in order. */
  readonly accepted: readonly Callback[];
}

/** What the platform may accept up to so long after a request, ms. */
const LATEST_ACCEPTANCE_MS = 4 * 60_000;

/** The longest a platform that is too busy reasonably asks for, ms. */
const LONGEST_PATIENCE_MS = 90 * 60_000;

/** An organization that accepts callbacks. `told` hears what becomes of each; the first answers may be planned. */
export function genesysHost(
  simulation: Simulation,
  told: { accepted(callback: Callback): void; rings(callback: Callback): void },
  planned: readonly PlannedAnswer[] = [],
): GenesysHost {
  const { timeline } = simulation;
  const chance = simulation.chance('genesys');
  const desk = callDesk(simulation, told);
  const tokens = new Map<string, number>();
  const left = [...planned];

  const login: Host = () => {
    if (simulation.isDown('platform')) return outage(chance);
    if (simulation.strikes('unreachable')) return { kind: 'unreachable' };
    if (simulation.strikes('failedBefore')) return answered(503);
    const token = chance.id();
    const seconds = chance.pick([600, 3600, 86_400]);
    tokens.set(token, timeline.now() + seconds * 1000);
    return answered(200, { access_token: token, token_type: 'bearer', expires_in: seconds });
  };

  function isAuthorized({ headers }: HttpRequest): boolean {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    if (simulation.strikes('revoked')) tokens.delete(token);
    return (tokens.get(token) ?? 0) > timeline.now();
  }

  const someSeconds = (): number => Math.ceil(simulation.lateMs(chance, 1000, LONGEST_PATIENCE_MS) / 1000);

  /** The one request that must never be sent twice. */
  function place(body: string): Reply {
    const plannedAnswer = left.shift();
    if (plannedAnswer) {
      const later = (event: () => void) => timeline.at(timeline.now() + LATEST_ACCEPTANCE_MS, event);
      return PLANNED[plannedAnswer](() => desk.accept(body), timeline.now(), later);
    }
    if (simulation.strikes('unreachable')) return { kind: 'unreachable' };
    if (simulation.strikes('throttled'))
      return answered(429, '', { 'retry-after': retryAfter(chance, timeline.now(), someSeconds()) });
    if (simulation.strikes('refused'))
      return answered(chance.pick([400, 403, 404, 422]), { code: 'bad.request' });
    if (simulation.strikes('failedBefore')) return failure(chance);
    if (simulation.strikes('acceptedLate')) {
      const lateMs = chance.pick([1, chance.fraction()]) * LATEST_ACCEPTANCE_MS;
      timeline.at(timeline.now() + lateMs, () => void desk.accept(body));
      return { kind: 'silence' };
    }
    const created = desk.accept(body);
    if (simulation.strikes('failedAfter')) return chance.happens(0.3) ? withoutId(chance) : failure(chance);
    const isSlow = simulation.strikes('slow') && chance.happens(0.2);
    return answered(200, created, {}, isSlow ? chance.between(1000, 15_000) : chance.between(20, 400));
  }

  return {
    login,
    accepted: desk.accepted,
    api(request) {
      if (simulation.isDown('platform')) return outage(chance);
      if (!isAuthorized(request)) return answered(401, { code: 'bad.credentials' });
      if (request.path === '/api/v2/conversations/callbacks') return place(request.body ?? '');
      if (simulation.strikes('unreachable')) return { kind: 'unreachable' };
      if (simulation.strikes('throttled')) return answered(429, '', { 'retry-after': '5' });
      if (simulation.strikes('failedBefore')) return failure(chance);
      const done = desk.serve(request);
      return simulation.strikes('failedAfter') ? failure(chance) : done;
    },
  };
}
