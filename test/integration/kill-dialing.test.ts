import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Effect, EffectTap } from '../../local/effect-tap.ts';
import { byLocalTime } from '../../local/seed.ts';
import { postAlert, recover, SHORT_TIMES, storyOf } from './alerts.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

/** The protocol's waits as short as its inequalities allow. */
jest.setTimeout(180_000);

type Moment = 'before' | 'after';

/** One alert, and where the dialing function was killed while it worked on it. */
interface Killed {
  readonly key: string;
  readonly sensorId: string;
  readonly place: number;
  readonly moment: Moment;
  readonly effect: string;
}

let laptop: TestLaptop;
let dialing = '';
let customers = 0;

/** Counts the effects of the dialing function, and kills it with -9 at one of them. */
function counter() {
  let effects: string[] = [];
  let plan: { readonly place: number; readonly moment: Moment; done(effect: string): void } | undefined;
  const never = new Promise<never>(() => undefined);

  /** Vendors do not know who asks; tokens and calls are dialing's, while recovery is not let loose. */
  const isDialings = ({ functionName, system, action }: Effect): boolean =>
    system === 'genesys'
      ? action === 'postConversationsCallbacks' || action === 'oauthClientCredentialsToken'
      : functionName === dialing;

  const tap: EffectTap = async (effect, perform) => {
    if (dialing === '' || !isDialings(effect)) return perform();
    effects.push(`${effect.system} ${effect.action}`);
    if (plan?.place !== effects.length) return perform();
    const { moment, done } = plan;
    plan = undefined;
    const answer = moment === 'after' ? await perform() : undefined;
    laptop.system.killFunction(dialing);
    done(`${effect.system} ${effect.action}`);
    // Nobody is left to be answered.
    return answer ?? never;
  };
  return {
    tap,
    begin: () => {
      effects = [];
    },
    effects: (): readonly string[] => effects,
    /** Resolves with the effect at which the process was killed. */
    killAt: (place: number, moment: Moment) =>
      new Promise<string>((done) => {
        plan = { place, moment, done };
      }),
  };
}

const count = counter();

beforeAll(async () => {
  laptop = await testLaptop(
    [
      { path: 'dialing.protocol', value: SHORT_TIMES },
      // All that was killed is looked up within seconds, not spread over the hours it would take by accident.
      { path: 'pacing.telephony.requestsPerMinute', value: 6000 },
    ],
    count.tap,
  );
  dialing = laptop.system.functionNames.find((name) => name.includes('Dialing')) ?? '';
}, 300_000);

afterAll(() => laptop?.stop());

/** Posts an alert of a new customer who may be called now. */
async function post(id: string): Promise<{ key: string; sensorId: string }> {
  const { day } = byLocalTime(new Date(), laptop.stage.dialing.window);
  const customerId = `CUST-KILL-${id}`;
  const alert = { key: `kill-${id}`, sensorId: `SNS-KILL-${id}` };
  laptop.crm?.putCustomer({
    customerId,
    // Every customer has a number of their own, as a search goes by numbers.
    phoneNumber: `+12025550${100 + ++customers}`,
    timeZone: day[0]?.timeZone ?? '',
    doNotDisturb: false,
    accountTier: 'standard',
  });
  const { key: idempotencyKey, sensorId } = alert;
  expect(await postAlert(laptop, { idempotencyKey, sensorId, customerId })).toBe(202);
  return alert;
}

/** Asks until it is so. @throws after a minute */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 150_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The effects of the dialing function, in a new process, over one alert that goes well. */
async function effectsOfOne(): Promise<readonly string[]> {
  laptop.system.killFunction(dialing);
  count.begin();
  const { key } = await post('unharmed');
  await until(async () => ((await storyOf(laptop, key))?.outcome === 'placed' ? true : undefined));
  return count.effects();
}

/** Kills the dialing function at each of its effects, an alert at a time; nobody mends anything yet. */
async function killEverywhere(places: number): Promise<readonly Killed[]> {
  const killed: Killed[] = [];
  for (let place = 1; place <= places; place++) {
    for (const moment of ['before', 'after'] as const) {
      laptop.system.killFunction(dialing);
      count.begin();
      const happened = count.killAt(place, moment);
      const alert = await post(`${place}-${moment}`);
      killed.push({ ...alert, place, moment, effect: await happened });
    }
  }
  return killed;
}

const callsOf = (sensorId: string) =>
  laptop.genesys?.conversations().filter(({ command }) => command.data.sensorId === sensorId) ?? [];

describe('a dialing function that is killed with -9', () => {
  it('at any of its effects leaves one call, or a task that says there may have been one', async () => {
    const effects = await effectsOfOne();
    const killed = await killEverywhere(effects.length);
    const told = await until(async () => {
      await recover(laptop);
      const stories = await Promise.all(killed.map(({ key }) => storyOf(laptop, key)));
      return stories.every((each) => each?.final) ? stories : undefined;
    });

    const ends = killed.map(({ place, moment, effect, sensorId }, index) => ({
      killed: `${moment} effect ${place}, ${effect}`,
      outcome: told[index]?.outcome,
      calls: callsOf(sensorId).length,
      task: laptop.crm?.tasks().find(({ id }) => id === told[index]?.taskId)?.subject ?? '',
    }));
    const wrong = ends.filter(
      ({ outcome, calls, task }) =>
        !(outcome === 'placed' && calls === 1 && task === '') &&
        !(outcome === 'uncertain' && calls <= 1 && task.includes('may have been called')),
    );
    expect(wrong).toEqual([]);
    // Both ends are met, and the one effect that cannot be undone was among those.
    expect(effects).toContain('genesys postConversationsCallbacks');
    expect(new Set(ends.map(({ outcome }) => outcome))).toEqual(new Set(['placed', 'uncertain']));
    const atTheCall = ends.filter((end) => end.killed.includes('postConversationsCallbacks'));
    expect(atTheCall.map(({ outcome, calls }) => [outcome, calls])).toEqual([
      ['uncertain', 0],
      ['placed', 1],
    ]);
  });
});
