import { customer, HOUR, MINUTE, NEW_YORK, SECOND, sensorAlert } from '../support/builders.ts';
import { PLANNED_ANSWERS, type PlannedAnswer } from './call-answers.ts';
import { ON_CXONE, type Platform } from './dialing/dialing-machine.ts';
import type { Person, Situation } from './dialing/situation.ts';
import { instantAt } from './zone-clock.ts';

/** A story that is told with misfortunes at every place. */
export interface CrashScenario {
  readonly name: string;
  readonly situation: Situation;
  /** Told with two misfortunes as well. */
  readonly pairs: boolean;
  /** @default Genesys Cloud */
  readonly on?: Platform;
}

const NOON = instantAt(NEW_YORK, '2025-11-18', 12 * 3600);
const CLOSE = instantAt(NEW_YORK, '2025-11-18', 20 * 3600);
const OPEN = instantAt(NEW_YORK, '2025-11-19', 8 * 3600);

const calling = (fields: Parameters<typeof customer>[0] = {}): Person => ({
  customer: customer(fields),
  flips: [],
});

/** One customer at noon, and slots of twenty minutes: a story is over soon. */
function story(fields: Partial<Situation>): Situation {
  return {
    start: NOON,
    together: [],
    window: { opensAt: '08:00', closesAt: '20:00' },
    suppressionMs: 10 * MINUTE,
    reconcileMs: 7 * MINUTE,
    people: [calling()],
    posts: [],
    chasers: 0,
    ...fields,
  };
}

/** An alert of the sensor, so many milliseconds after the start. */
function post(key: string, afterMs = 0, start = NOON, fields: Parameters<typeof sensorAlert>[0] = {}) {
  const at = start + afterMs;
  return {
    at,
    body: sensorAlert({ idempotencyKey: key, timestamp: new Date(at).toISOString(), ...fields }),
  };
}

const named = (name: string, fields: Partial<Situation>, pairs = false): CrashScenario => ({
  name,
  situation: story(fields),
  pairs,
});

/** Answers whose scenarios are told with two misfortunes as well. */
const PAIRED: ReadonlySet<PlannedAnswer> = new Set<PlannedAnswer>([
  'accepted',
  '429 in seconds',
  '401',
  '400',
  'silence accepted',
  'accepted late',
]);

const alone = PLANNED_ANSWERS.map((answer) =>
  named(`one alert, ${answer}`, { posts: [post('a')], answers: [answer] }, PAIRED.has(answer)),
);
const crowded = PLANNED_ANSWERS.map((answer) =>
  named(`two of one sensor and one when the slot is over, ${answer}`, {
    posts: [post('a'), post('b', 100), post('later', 21 * MINUTE)],
    answers: [answer],
  }),
);

const twice = (answers: readonly PlannedAnswer[]): CrashScenario =>
  named(`one alert, ${answers.join(', then ')}`, { posts: [post('a')], answers });

const bad = { telemetryData: { currentValue: 1, threshold: 2, unit: 'bar' } };

const shapes: readonly CrashScenario[] = [
  named('three in one request', {
    posts: [{ at: NOON, body: [post('a').body, post('b').body, post('c').body] }],
  }),
  named('a duplicate at once', { posts: [post('a'), post('a')] }, true),
  named('a duplicate an hour later', { posts: [post('a'), { ...post('a'), at: NOON + HOUR }] }),
  named('another body under the key', { posts: [post('a'), post('a', 50, NOON, bad)] }, true),
  named('two sensors', { posts: [post('a'), post('b', 10, NOON, { sensorId: 'sensor-2' })] }),
  named('a critical and a standard alert', {
    posts: [post('a'), post('b', 10, NOON, { sensorId: 'sensor-2', alertType: 'humidity_high' })],
  }),
  named('a flapping sensor', { posts: [0, 5, 10, 15].map((s) => post(`a${s}`, s * SECOND)) }, true),
  named('a sensor that flaps when its slot is over', {
    posts: [post('a'), ...[0, 1, 2].map((s) => post(`b${s}`, 20 * MINUTE + s * SECOND))],
  }),
];

const refusals: readonly CrashScenario[] = [
  named('do not disturb', { posts: [post('a')], people: [calling({ doNotDisturb: true })] }, true),
  named('no usable number', { posts: [post('a')], people: [calling({ phoneNumber: 'none' })] }),
  named('nobody knows the customer', { posts: [post('a', 0, NOON, { customerId: 'nobody' })] }),
  named('a window that is closed', { start: CLOSE + HOUR, posts: [post('a', 0, CLOSE + HOUR)] }),
  named('a window that closes', { start: CLOSE - 6 * MINUTE, posts: [post('a', 0, CLOSE - 5.1 * MINUTE)] }),
  named('a window that opens', { start: OPEN - MINUTE, posts: [post('a', 0, OPEN + SECOND)] }),
  named('a closed window and an alert of the morning', {
    start: OPEN - 15 * MINUTE,
    posts: [post('a', 0, OPEN - 15 * MINUTE), post('b', 0, OPEN + MINUTE)],
  }),
  named('an old alert', {
    posts: [post('a', 0, NOON, { timestamp: new Date(NOON - 5 * HOUR).toISOString() })],
  }),
  named('an alert from the future', {
    posts: [post('a', 0, NOON, { timestamp: new Date(NOON + HOUR).toISOString() })],
  }),
];

const orders: readonly CrashScenario[] = [
  named('an opt-out right before the call', {
    posts: [post('a', 5 * SECOND)],
    optOuts: [{ at: NOON, phoneE164: '+12025550111' }],
  }),
  named(
    'an opt-out while it is dialed',
    {
      posts: [post('a')],
      optOuts: [{ at: NOON + 2 * SECOND, phoneE164: '+12025550111' }],
    },
    true,
  ),
  named(
    'dialing stopped and started again',
    {
      posts: [post('a', 5 * SECOND)],
      stop: { at: NOON, until: NOON + 10 * MINUTE },
    },
    true,
  ),
  named('dialing stopped for good', { posts: [post('a', 5 * SECOND)], stop: { at: NOON } }),
  named('dialing stopped while it is dialed', {
    posts: [post('a')],
    stop: { at: NOON + 2 * SECOND, until: NOON + HOUR },
  }),
];

const onGenesys: readonly CrashScenario[] = [
  ...alone,
  ...crowded,
  twice(['429 in seconds', 'silence accepted']),
  twice(['401', '401', 'accepted']),
  twice(['401', '400']),
  twice(['unreachable', '503 accepted']),
  ...shapes,
  ...refusals,
  ...orders,
];

/** Stories that another platform answers otherwise. */
const onCxone = [...alone, ...orders].map(
  (scenario): CrashScenario => ({ ...scenario, name: `${scenario.name}, on CXone`, on: ON_CXONE }),
);

/** Every story. */
export const SCENARIOS: readonly CrashScenario[] = [...onGenesys, ...onCxone];

/** A story by its name. @throws {Error} there is none */
export function scenarioNamed(name: string): CrashScenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found) return found;
  throw new Error(`no scenario "${name}"`);
}
