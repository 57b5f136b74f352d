import type { Chance } from './chance.ts';
import { answered, type Reply } from './http.ts';

function acceptedBut(accept: () => object, reply: Reply): Reply {
  accept();
  return reply;
}

/** Answers to requests for a call, by name. Those with `accepted` ring a phone all the same. */
export const PLANNED = {
  accepted: (accept) => answered(200, accept()),
  '429 in seconds': () => answered(429, '', { 'retry-after': '90' }),
  '429 in eleven minutes': () => answered(429, '', { 'retry-after': '660' }),
  '429 until a date': (_accept, now) =>
    answered(429, '', { 'retry-after': new Date(now + 120_000).toUTCString() }),
  '429': () => answered(429),
  '429 absurd': () => answered(429, '', { 'retry-after': '99999999999999999999' }),
  '401': () => answered(401),
  '400': () => answered(400),
  '404': () => answered(404),
  '422': () => answered(422),
  '302': () => answered(302),
  '408': () => answered(408),
  '409': () => answered(409),
  '500': () => answered(500),
  '503 accepted': (accept) => acceptedBut(accept, answered(503)),
  unreachable: () => ({ kind: 'unreachable' }),
  silence: () => ({ kind: 'silence' }),
  'silence accepted': (accept) => acceptedBut(accept, { kind: 'silence' }),
  'reset accepted': (accept) => acceptedBut(accept, { kind: 'reset' }),
  'no id accepted': (accept) => acceptedBut(accept, answered(200, {})),
  'accepted late': (accept, _now, later) => {
    later(accept);
    return { kind: 'silence' };
  },
} as const satisfies Readonly<
  Record<string, (accept: () => object, now: number, later: (event: () => void) => void) => Reply>
>;
export type PlannedAnswer = keyof typeof PLANNED;
export const PLANNED_ANSWERS = Object.keys(PLANNED) as readonly PlannedAnswer[];

/** Anything but a connection that works. */
export const outage = (chance: Chance): Reply =>
  chance.pick<Reply>([{ kind: 'unreachable' }, { kind: 'silence' }, answered(503), answered(500)]);

/** Answers that leave open whether anything was accepted. */
export const failure = (chance: Chance): Reply =>
  chance.pick<Reply>([
    { kind: 'silence' },
    { kind: 'reset' },
    ...[302, 408, 409, 500, 502, 503, 504].map((status) => answered(status)),
  ]);

/** Seconds, a date, nothing, and what no clock can follow. `someSeconds`: one that the situation suggests. */
export function retryAfter(chance: Chance, now: number, someSeconds: number): string | undefined {
  const seconds = chance.pick([0, 1, 30, 400, 1000, 4000, someSeconds, someSeconds]);
  return chance.pick([
    String(seconds),
    String(seconds),
    new Date(now + seconds * 1000).toUTCString(),
    undefined,
    chance.pick(['soon', '-5', '', '99999999999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT']),
  ]);
}
