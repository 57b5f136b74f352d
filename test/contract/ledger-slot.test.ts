import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { dynamoLedger } from '../../functions/adapters/dynamo-ledger.ts';
import type { DynamoTable } from '../../functions/adapters/dynamo-table.ts';
import type { Ledger, NewAlert } from '../../functions/ports/ledger.ts';
import { at, HOUR, MINUTE, newAlert } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { alertIn, ENGINES, freshAlert, moved, onEngine } from './ledger-engines.ts';

const UNTIL = at(70 * MINUTE);

async function slotOf(ledger: Ledger, alert: NewAlert) {
  return (await ledger.look(alert.key, alert.customerId, alert.sensorId)).slot;
}

describe.each(ENGINES)('the slot on %s', (name) => {
  const engine = onEngine(name);

  async function heldBy(owner: Partial<NewAlert> = {}) {
    const ledger = engine.ledger();
    const first = freshAlert(owner);
    await ledger.reserveSlot(first, at(), UNTIL);
    return { ledger, first, second: { ...first, key: `${first.key}-second` } };
  }

  it('that nobody holds is taken (S1)', async () => {
    const ledger = engine.ledger();
    const alert = freshAlert();

    expect(await ledger.reserveSlot(alert, at(), UNTIL)).toEqual({ kind: 'owned', until: UNTIL });
    expect(await slotOf(ledger, alert)).toEqual({ owner: alert.key, until: UNTIL });
  });

  it('of another is refused with certainty', async () => {
    const { ledger, first, second } = await heldBy();

    const reservation = await ledger.reserveSlot(second, at(MINUTE), at(71 * MINUTE));

    expect(reservation).toEqual({ kind: 'held', by: first.key, certain: true });
    expect(await slotOf(ledger, first)).toEqual({ owner: first.key, until: UNTIL });
  });

  it.each([
    [-1, 'held'],
    [0, 'owned'],
  ])('of another, asked for %i ms after its end, is %s', async (offMs, kind) => {
    const { ledger, second } = await heldBy();
    const now = new Date(UNTIL.getTime() + offMs);

    expect(await ledger.reserveSlot(second, now, new Date(now.getTime() + HOUR))).toMatchObject({ kind });
  });

  it('is taken from a finished owner although TTL has not deleted it', async () => {
    const { ledger, second } = await heldBy();

    await ledger.reserveSlot(second, at(48 * HOUR), at(49 * HOUR));

    expect(await slotOf(ledger, second)).toEqual({ owner: second.key, until: at(49 * HOUR) });
  });

  it('is extended by its owner', async () => {
    const { ledger, first } = await heldBy();

    expect(await ledger.reserveSlot(first, at(MINUTE), at(80 * MINUTE))).toEqual({
      kind: 'owned',
      until: at(80 * MINUTE),
    });
  });

  it.each([at(30 * MINUTE), UNTIL])(
    'is never shortened by its owner: asked until %s, it keeps its end',
    async (until) => {
      const { ledger, first } = await heldBy();

      expect(await ledger.reserveSlot(first, at(), until)).toEqual({ kind: 'owned', until: UNTIL });
      expect(await slotOf(ledger, first)).toEqual({ owner: first.key, until: UNTIL });
    },
  );

  it('taken with the reply lost and sent again is owned', async () => {
    const alert = freshAlert();

    const reservation = await engine.ledger(() => 'sent_twice').reserveSlot(alert, at(), UNTIL);

    expect(reservation).toEqual({ kind: 'owned', until: UNTIL });
  });

  it('of another, refused on a second send, is no certain refusal', async () => {
    const { first, second } = await heldBy();

    const faults = (effect: string) => (effect === 'updateItem' ? 'sent_twice' : undefined);
    const reservation = await engine.ledger(faults).reserveSlot(second, at(), UNTIL);

    expect(reservation).toEqual({ kind: 'held', by: first.key, certain: false });
  });

  it('taken without a reply is owned when asked again', async () => {
    const alert = freshAlert();
    const lost = engine.ledger(() => 'reply_lost').reserveSlot(alert, at(), UNTIL);
    await expect(lost).rejects.toMatchObject({ reason: 'ledger_unavailable' });

    expect(await engine.ledger().reserveSlot(alert, at(), UNTIL)).toEqual({ kind: 'owned', until: UNTIL });
  });

  it.each([
    ['whose customer and sensor', { customerId: 'a#b', sensorId: 'c' }, { customerId: 'a', sensorId: 'b#c' }],
    ['whose percent signs', { customerId: 'x%23y', sensorId: 'z' }, { customerId: 'x#y', sensorId: 'z' }],
  ])('of an alert %s could be read as those of another is its own', async (_, one, other) => {
    const ledger = engine.ledger();
    const [first, second] = [freshAlert(one), freshAlert(other)];

    const reservations = [first, second].map((alert) =>
      ledger.reserveSlot(alert, at(2 * HOUR), at(3 * HOUR)),
    );

    expect((await Promise.all(reservations)).map(({ kind }) => kind)).toEqual(['owned', 'owned']);
  });

  describe('given back (L1)', () => {
    async function caseWith(releaseAt: Date | undefined) {
      const ledger = engine.ledger();
      const open = await alertIn('OPEN', ledger);
      await ledger.reserveSlot(open, at(), UNTIL);
      const refusal = { reason: 'outside_window', now: at(), ...(releaseAt && { releaseAt }) };
      return { ledger, pending: moved(await ledger.openCase(open, refusal)) };
    }

    it('ends when the case says', async () => {
      const { ledger, pending } = await caseWith(at(10 * MINUTE));

      await ledger.releaseSlot(pending);
      await ledger.releaseSlot(pending);

      expect(await slotOf(ledger, pending)).toEqual({ owner: pending.key, until: at(10 * MINUTE) });
    });

    it.each([
      ['later than it ends by itself', at(80 * MINUTE)],
      ['without a time for it', undefined],
    ])('%s, it stays as it is', async (_, releaseAt) => {
      const { ledger, pending } = await caseWith(releaseAt);

      await ledger.releaseSlot(pending);

      expect(await slotOf(ledger, pending)).toEqual({ owner: pending.key, until: UNTIL });
    });

    it('is not taken from another who owns it by now', async () => {
      const { ledger, pending } = await caseWith(at(10 * MINUTE));
      await ledger.reserveSlot({ ...pending, key: 'next' }, at(2 * HOUR), at(3 * HOUR));

      await ledger.releaseSlot(pending);

      expect(await slotOf(ledger, pending)).toEqual({ owner: 'next', until: at(3 * HOUR) });
    });

    it('is not made where there was none', async () => {
      const { ledger, pending } = await caseWith(at(10 * MINUTE));
      const stranger = { ...pending, sensorId: freshAlert().sensorId };

      await ledger.releaseSlot(stranger);

      expect(await slotOf(ledger, stranger)).toBeUndefined();
    });
  });
});

describe('a slot that vanishes between the refusal and the look at it', () => {
  const refusing = (refusals: number): DynamoTable => {
    const table = memoryDynamo({ tables });
    let left = refusals;
    return {
      ...table,
      updateItem: async (input) => {
        if (left-- <= 0) return table.updateItem(input);
        throw new ConditionalCheckFailedException({ message: 'refused', $metadata: {} });
      },
    };
  };

  it.each([
    [1, 'owned'],
    [3, 'contended'],
  ])('after %i refusals is %s', async (refusals, kind) => {
    const ledger = dynamoLedger(refusing(refusals), 'ledger', fakeRandom());

    expect(await ledger.reserveSlot(newAlert(), at(), UNTIL)).toMatchObject({ kind });
  });
});
