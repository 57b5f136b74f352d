import { describe, expect, it } from '@jest/globals';
import { dynamoSensorDays } from '../../functions/adapters/dynamo-sensor-days.ts';
import { dynamoSurges } from '../../functions/adapters/dynamo-surges.ts';
import { alertsCounted, eventTold } from '../../functions/alert/mass-event.ts';
import { at } from '../support/builders.ts';
import { type FaultPlan, faulty, TABLE_WORDS } from '../support/fake-faults.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { ENGINES, onEngine, TABLE } from './ledger-engines.ts';

const gone = (): Promise<never> => Promise.reject(new Error('nobody is gone here'));
const rules = { massEventAlerts: 10 };
let minted = 0;

describe.each(ENGINES)('on %s', (name) => {
  const engine = onEngine(name);
  const table = (faults: FaultPlan) => faulty(engine.table(), TABLE_WORDS, faults, gone);
  const surges = (faults: FaultPlan = () => undefined) =>
    dynamoSurges(table(faults), TABLE, fakeRandom(`surges ${minted++}`));
  const count = (type: string, alerts: number, from = surges()) =>
    from.change(type, (surge) => alertsCounted(surge, { alertType: type, alerts, now: at() }, rules));
  const seen = (type: string) => surges().change(type, (surge) => ({ answer: surge }));

  it('a surge begins with nothing, and each type has its own', async () => {
    await count('one', 3);

    expect(await seen('other')).toBeUndefined();
    expect(await seen('one')).toMatchObject({ count: 3, before: 0 });
    expect(await seen('one')).not.toHaveProperty('event');
  });

  it('counts of many functions at once are all there', async () => {
    await Promise.all(Array.from({ length: 8 }, () => count('many', 5)));

    expect(await seen('many')).toMatchObject({ count: 40 });
  });

  it('an event is remembered, and that it was told', async () => {
    await count('told', 11);
    await surges().change('told', (surge) => eventTold(surge, at()));

    expect(await seen('told')).toMatchObject({ event: { since: at().getTime(), told: true } });
  });

  it('a count whose reply was lost and that was sent again counts once', async () => {
    await count(
      'lost',
      3,
      surges((effect) => (effect === 'putItem' ? 'sent_twice' : undefined)),
    );

    expect(await seen('lost')).toMatchObject({ count: 3 });
  });

  it('a type with any characters has its own item', async () => {
    await count('a#b', 1);

    expect(await seen('a')).toBeUndefined();
    expect(await seen('a#b')).toMatchObject({ count: 1 });
  });

  it('slots are counted for each customer, sensor and day', async () => {
    const days = dynamoSensorDays(engine.table(), TABLE);
    const sensor = { customerId: 'c', sensorId: 's' };

    expect(await days.countSlot(sensor, '2025-11-18')).toBe(1);
    expect(await days.countSlot(sensor, '2025-11-18')).toBe(2);
    expect(await days.countSlot(sensor, '2025-11-19')).toBe(1);
    expect(await days.countSlot({ ...sensor, sensorId: 't' }, '2025-11-18')).toBe(1);
  });

  it('a table that cannot be reached is said so', async () => {
    const sensor = { customerId: 'c', sensorId: 's' };
    const broken = dynamoSensorDays(
      table(() => 'not_applied'),
      TABLE,
    );

    await expect(broken.countSlot(sensor, '2025-11-18')).rejects.toMatchObject({
      reason: 'ledger_unavailable',
    });
    await expect(
      count(
        'x',
        1,
        surges(() => 'not_applied'),
      ),
    ).rejects.toMatchObject({
      reason: 'ledger_unavailable',
    });
  });
});
