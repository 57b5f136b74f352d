import { describe, expect, it } from '@jest/globals';
import { at, MINUTE, newAlert, SECOND, sensorAlert } from '../support/builders.ts';
import type { WorkerName } from '../support/fake-outbox.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';

describe('a lost message', () => {
  it.each<WorkerName>(['enrichment', 'compliance', 'dialing', 'followUp'])(
    'to %s is found again',
    async (worker) => {
      const world = alertWorld({ rules: { armed: worker !== 'followUp' } });
      world.post(sensorAlert());
      await world.runUntil(worker);
      world.queues.lose(worker);

      await world.pass(15);

      const outcome = worker === 'followUp' ? 'deferred' : 'placed';
      expect(await world.story('alert-1')).toMatchObject({ outcome });
      expect(unsettled(world)).toEqual([]);
    },
  );
});

describe('a backlog', () => {
  it('longer than the lease still ends in one call: messages carry facts, not versions', async () => {
    const world = alertWorld();
    world.post(sensorAlert());
    await world.runOne();
    for (let minute = 0; minute < 50; minute++) {
      world.advance(MINUTE);
      await world.sweepOnly();
    }

    await world.run();

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(world.telephony.sent).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });

  it('does not double the sweeps: the lease grows with every pass', async () => {
    const world = alertWorld();
    world.post(sensorAlert());
    await world.runOne();
    for (let minute = 0; minute < 120; minute++) {
      world.advance(MINUTE);
      await world.sweepOnly();
    }

    const resumed = world.outcomes.filter(
      ({ worker, outcome }) => worker === 'recovery' && outcome === 'resumed',
    );
    expect(resumed.length).toBeLessThanOrEqual(6);
  });
});

describe('a slot', () => {
  it('that another took meanwhile makes a case, never a suppression', async () => {
    const world = alertWorld();
    const { ledger } = world.ports;
    const open = await ledger.admitOpen(newAlert(), at(), at(5 * MINUTE));
    await ledger.reserveSlot(newAlert({ key: 'other', telemetryRef: 'other' }), at(), at(70 * MINUTE));

    await world.pass(6);

    expect(open.kind).toBe('admitted');
    expect(await world.story('alert-1')).toMatchObject({
      state: 'CASED',
      outcome: 'deferred',
      reason: 'slot_lost',
      suppressedBy: 'other',
    });
  });

  it('too short for the call is extended before the grant', async () => {
    const world = alertWorld();
    world.post(sensorAlert());
    await world.runOne();
    world.advance(4 * MINUTE);
    await world.runUntil('dialing');
    world.advance(2 * MINUTE);

    await world.run();

    const [call] = world.telephony.accepted();
    const { slot } = await world.ports.ledger.look('alert-1', 'customer-1', 'sensor-1');
    expect(slot!.until.getTime() - call!.at.getTime()).toBeGreaterThanOrEqual(60 * MINUTE);
  });

  it('too short and lost makes a case and no request', async () => {
    const world = alertWorld();
    world.post(sensorAlert());
    await world.runOne();
    world.advance(71 * MINUTE);
    await world.ports.ledger.reserveSlot(newAlert({ key: 'other' }), world.clock.now(), at(200 * MINUTE));

    await world.run();

    expect(world.telephony.sent).toEqual([]);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'slot_lost' });
  });
});

describe('a worker that wakes up late', () => {
  it('after admission reserves nothing: recovery has the alert', async () => {
    const frozen = { ms: 90 * MINUTE };
    const world = alertWorld({
      table: {
        after: (operation) => {
          if (operation !== 'putItem') return;
          world.advance(frozen.ms);
          frozen.ms = 0;
        },
      },
    });
    world.post(sensorAlert());

    await world.runOne();

    expect(world.table.items('ledger').map(({ pk }) => pk?.S)).toEqual(['ALERT#alert-1']);
    await world.pass(10);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(unsettled(world)).toEqual([]);
  });

  it('after its claim reserves nothing: the next pass does', async () => {
    let frozenMs = 90 * SECOND;
    const world = alertWorld({
      table: {
        after: (_, input) => {
          if (!JSON.stringify(input).includes('hints')) return;
          world.advance(frozenMs);
          frozenMs = 0;
        },
      },
    });
    await world.ports.ledger.admitOpen(newAlert(), at(), at());

    await world.sweep();

    expect(world.outcomes).toMatchObject([{ outcome: 'waiting', reason: 'claimed too long ago' }]);
    expect(world.table.items('ledger').map(({ pk }) => pk?.S)).toEqual(['ALERT#alert-1']);
    await world.pass(15);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
  });

  it('after its read in dialing reserves nothing: the message comes again', async () => {
    let frozenMs = 0;
    const world = alertWorld({
      table: {
        before: (_, input) => {
          if (!JSON.stringify(input).includes('CONTACT#')) return;
          world.advance(frozenMs);
          frozenMs = 0;
        },
      },
    });
    world.post(sensorAlert());
    await world.runUntil('dialing');
    world.advance(20 * MINUTE);

    frozenMs = 90 * SECOND;
    await world.runOne();

    const { slot } = await world.shown.look('alert-1', 'customer-1', 'sensor-1');
    expect(slot?.until).toEqual(at(70 * MINUTE));
    await world.pass(3);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(unsettled(world)).toEqual([]);
  });

  it('at its grant finds the alert claimed meanwhile and sends nothing', async () => {
    let isClaimed = false;
    const world = alertWorld({
      table: {
        before: async (operation, input) => {
          if (isClaimed || operation !== 'updateItem' || !JSON.stringify(input).includes('"PLACING"')) return;
          isClaimed = true;
          const alert = await world.shown.read('alert-1');
          await world.shown.claim(alert!, at(20 * MINUTE));
        },
      },
    });
    world.post(sensorAlert());

    await world.run();

    expect(isClaimed).toBe(true);
    expect(world.telephony.sent).toEqual([]);
    await world.pass(25);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(unsettled(world)).toEqual([]);
  });
});

describe('a sweep', () => {
  it('leaves alone what is not due', async () => {
    const world = alertWorld();
    await world.ports.ledger.admitOpen(newAlert(), at(), at(5 * MINUTE));

    world.advance(5 * MINUTE - 1);
    await world.sweep();

    expect(world.outcomes).toEqual([]);
  });

  it('goes on with the others when one alert cannot be moved', async () => {
    let isBroken = false;
    const world = alertWorld({
      table: {
        before: (_, input) => {
          if (isBroken && JSON.stringify(input).includes('ALERT#stuck"')) throw new Error('connection lost');
        },
      },
    });
    const { ledger } = world.ports;
    await ledger.admitOpen(newAlert({ key: 'stuck', sensorId: 'sensor-2' }), at(), at());
    await ledger.admitOpen(newAlert({ key: 'fine' }), at(), at());

    isBroken = true;
    await world.pass(2);
    isBroken = false;

    expect(await world.story('fine')).toMatchObject({ outcome: 'placed' });
    expect(await world.story('stuck')).toMatchObject({ state: 'OPEN' });
    await world.pass(2);
    expect(await world.story('stuck')).toMatchObject({ outcome: 'placed' });
  });

  it('of two sweepers at once makes one call', async () => {
    const world = alertWorld();
    await world.ports.ledger.admitOpen(newAlert(), at(), at());

    await Promise.all([world.sweepOnly(), world.sweepOnly(), world.sweepOnly()]);
    await world.run();

    expect(world.telephony.sent).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });
});
