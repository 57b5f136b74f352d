import { HOUR, MINUTE, SECOND, sensorAlert } from '../../support/builders.ts';
import type { Chance } from '../chance.ts';
import type { Post, Situation } from './situation.ts';
import type { Profile } from './stories.ts';

/** Requests of one profile; `start` and the people are those of the situation. */
export function drawPosts(
  chance: Chance,
  profile: Profile,
  { start, people }: Pick<Situation, 'start' | 'people'>,
  times: Times,
): Post[] {
  const sensors = profile === 'edge' ? 10 : chance.pick([1, 1, 1, 2]);
  const sensorOf = (nth: number): number => (profile === 'sweep' ? nth : chance.whole(1, sensors));
  let minted = 0;
  const alert = (at: number) =>
    sensorAlert({
      idempotencyKey: `alert-${++minted}`,
      customerId: chance.happens(0.01) ? 'nobody' : chance.pick(people).customer.customerId,
      sensorId: `sensor-${sensorOf(minted)}`,
      alertType: chance.happens(0.5) ? 'temp_critical' : 'humidity_high',
      timestamp: new Date(at - raisedBeforeMs(chance)).toISOString(),
    });
  const posts = instants(chance, profile, times).map((after): Post => {
    const at = start + after;
    const body = chance.happens(0.08) ? [alert(at), alert(at)] : alert(at);
    return { at, body };
  });
  return posts.flatMap((post) => [post, ...repeats(chance, post)]);
}

/** One alert after the other over the edge, or over the beginning of the closing margin: some are dialed in its second. */
function sweep(chance: Chance, { toEdge, isClosing }: Times): number[] {
  const everyMs = chance.between(200, 800);
  const isAtMargin = isClosing && chance.happens(0.8);
  const last = toEdge + (isAtMargin ? -5 * MINUTE : 0) + chance.between(-2000, 3000);
  return Array.from({ length: 7 }, (_hole, nth) => last - nth * everyMs);
}

/** Mostly now, sometimes hours ago, sometimes by a clock that is ahead. */
function raisedBeforeMs(chance: Chance): number {
  if (chance.happens(0.9)) return chance.between(0, MINUTE);
  return chance.pick([-2 * MINUTE, -10 * MINUTE, 3.5 * HOUR, 4 * HOUR, 5 * HOUR]);
}

/** Where the situation lies in time. */
export interface Times {
  readonly suppressionMs: number;
  /** From the start to the edge of the window, ms. */
  readonly toEdge: number;
  readonly isClosing: boolean;
}

/** Most calls go wrong in the seconds around an edge, and in the minutes before the closing one. */
const nearEdge = (chance: Chance): number =>
  chance.pick([
    chance.between(-10 * MINUTE, 10 * MINUTE),
    chance.between(-6 * MINUTE, 0),
    chance.between(-12 * SECOND, 6 * SECOND),
  ]);

/** When alerts come, ms after the start. */
function instants(chance: Chance, profile: Profile, times: Times): number[] {
  const { suppressionMs, toEdge } = times;
  const spread = (most: number, withinMs: number): number[] =>
    Array.from({ length: chance.whole(1, most) }, () => chance.between(0, withinMs));
  switch (profile) {
    case 'quiet':
      return spread(3, 90 * MINUTE);
    case 'burst':
      return spread(5, 3 * SECOND);
    case 'volley':
      return spread(5, 50);
    case 'trickle': {
      const everyMs = chance.between(1, 8) * SECOND;
      return Array.from({ length: 5 }, (_hole, nth) => nth * everyMs);
    }
    case 'edge':
      return Array.from({ length: chance.whole(1, 4) }, () => toEdge + nearEdge(chance));
    case 'sweep':
      return sweep(chance, times);
    case 'flapping': {
      const middle = chance.pick([0, suppressionMs, suppressionMs + 10 * MINUTE]);
      const everyMs = chance.between(2, 20) * SECOND;
      const many = chance.whole(1, 4);
      return [
        0,
        ...Array.from({ length: many }, (_hole, nth) => Math.max(0, middle + (nth - many / 2) * everyMs)),
      ];
    }
    default:
      return profile satisfies never;
  }
}

/** The same body again, as senders repeat it, or another body under the same key. */
function repeats(chance: Chance, { at, body }: Post): Post[] {
  const again = (): Post => ({ at: at + chance.pick([0, 5 * SECOND, MINUTE, HOUR]), body });
  const other = (): Post => ({ at: at + chance.between(0, MINUTE), body: otherBody(body) });
  return [...(chance.happens(0.15) ? [again()] : []), ...(chance.happens(0.05) ? [other()] : [])];
}

function otherBody(body: unknown): unknown {
  const element = Array.isArray(body) ? body[0] : body;
  return { ...element, telemetryData: { currentValue: 1, threshold: 2, unit: 'bar' } };
}
