import { describe, expect, it } from '@jest/globals';
import { at, HOUR, MINUTE } from '../support/builders.ts';
import { alertIn, ENGINES, freshAlert, moved, onEngine, TABLE } from './ledger-engines.ts';

describe.each(ENGINES)('on %s', (name) => {
  const engine = onEngine(name);

  describe('admission', () => {
    it('gives back what was said of the alert, open and with an appointment (A2)', async () => {
      const ledger = engine.ledger();
      const born = freshAlert({ key: 'a:b.c_d-e', customerId: 'c:1', sensorId: 's:1' });

      const admission = await ledger.admitOpen(born, at(), at(5 * MINUTE));

      const record = {
        ...born,
        state: 'OPEN',
        version: 1,
        admittedAt: at(),
        nextAt: at(5 * MINUTE),
        passes: 0,
      };
      expect(admission).toMatchObject({ kind: 'admitted', alert: record });
      expect(await ledger.read(born.key)).toEqual(admission.alert);
    });

    it('of a suppressed alert is terminal in one write (A1)', async () => {
      const ledger = engine.ledger();
      const born = freshAlert();

      const admission = await ledger.admitSuppressed(born, 'other', at());

      expect(admission.alert).toMatchObject({ state: 'SUPPRESSED', suppressedBy: 'other' });
      expect(admission.alert.nextAt).toBeUndefined();
      expect(await ledger.due(at(HOUR), 1600)).not.toContain(born.key);
    });

    it.each(['admitOpen', 'admitSuppressed'] as const)(
      'happens once: %s of a known key shows the first',
      async (how) => {
        const ledger = engine.ledger();
        const first = await alertIn('OPEN', ledger);
        const second = { ...freshAlert(), key: first.key, bodyHash: 'another' };

        const admission =
          how === 'admitOpen'
            ? await ledger.admitOpen(second, at(), at())
            : await ledger.admitSuppressed(second, 'other', at());

        expect(admission).toEqual({ kind: 'known', alert: first });
      },
    );

    it.each(['admitOpen', 'admitSuppressed'] as const)(
      '%s is its own success when its reply was lost',
      async (how) => {
        const ledger = engine.ledger(() => 'sent_twice');
        const born = freshAlert();

        const admission =
          how === 'admitOpen'
            ? await ledger.admitOpen(born, at(), at())
            : await ledger.admitSuppressed(born, 'other', at());

        expect(admission).toMatchObject({ kind: 'admitted', alert: { key: born.key, version: 1 } });
      },
    );

    it('without a reply fails as transient', async () => {
      const ledger = engine.ledger(() => 'reply_lost');

      await expect(ledger.admitOpen(freshAlert(), at(), at())).rejects.toMatchObject({
        name: 'TransientError',
        reason: 'ledger_unavailable',
      });
    });

    it('counts duplicates without taking a version (A4), and none of an unknown alert', async () => {
      const ledger = engine.ledger();
      const alert = await alertIn('PLACED', ledger);
      const { key: unknown } = freshAlert();

      await ledger.countDuplicate(alert.key);
      await ledger.countDuplicate(alert.key);
      await ledger.countDuplicate(unknown);

      expect(await ledger.read(alert.key)).toEqual({ ...alert, duplicates: 2 });
      expect(await ledger.read(unknown)).toBeUndefined();
    });
  });

  describe('a quarantined copy (A3)', () => {
    const copy = (key: string, hash: string) => ({
      key,
      hash,
      reason: `bad ${hash}`,
      now: at(),
      edgeId: 'edge',
    });

    it('is shown to readers beside an alert that it leaves unharmed', async () => {
      const ledger = engine.ledger();
      const alert = await alertIn('OPEN', ledger);

      await ledger.quarantine(copy(alert.key, 'one'));
      await ledger.quarantine(copy(alert.key, 'one'));
      await ledger.quarantine(copy(alert.key, 'two'));

      expect(await ledger.readStory(alert.key)).toEqual({
        alert,
        quarantined: { reason: 'bad two', at: at() },
      });
    });

    it('never shows in the list of what is due', async () => {
      const ledger = engine.ledger();
      const { key } = freshAlert();

      await ledger.quarantine(copy(key, 'one'));

      expect(await ledger.due(at(HOUR), 1600)).not.toContain(key);
      expect(await ledger.readStory(key)).toMatchObject({ quarantined: { reason: 'bad one' } });
    });
  });

  describe('the list of what is due', () => {
    it('holds every open alert whose time has come, in any shard, and no other', async () => {
      const ledger = engine.ledger();
      const open = await Promise.all(Array.from({ length: 60 }, () => alertIn('OPEN', ledger)));
      const closed = await Promise.all(
        (['PLACED', 'CASED', 'SUPPRESSED'] as const).map((s) => alertIn(s, ledger)),
      );

      const early = await ledger.due(at(5 * MINUTE - 1), 1600);
      const due = await ledger.due(at(5 * MINUTE), 1600);

      const keys = open.map(({ key }) => key);
      expect(keys.filter((key) => early.includes(key))).toEqual([]);
      expect(keys.filter((key) => !due.includes(key))).toEqual([]);
      expect(closed.filter(({ key }) => due.includes(key))).toEqual([]);
    });

    it('follows an alert that waits', async () => {
      const ledger = engine.ledger();
      const alert = await alertIn('OPEN', ledger);

      await ledger.wait(alert, at(HOUR), 'crm_unavailable');

      expect(await ledger.due(at(30 * MINUTE), 1600)).not.toContain(alert.key);
      expect(await ledger.due(at(HOUR), 1600)).toContain(alert.key);
      expect(await ledger.read(alert.key)).toMatchObject({ version: 1, waitingFor: 'crm_unavailable' });
    });
  });

  describe('a wait', () => {
    it('does not touch an alert that has left its state', async () => {
      const ledger = engine.ledger();
      const open = await alertIn('OPEN', ledger);
      const pending = moved(await ledger.openCase(open, { reason: 'stale', now: at() }));

      await ledger.wait(open, at(HOUR), 'too late');

      expect(await ledger.read(open.key)).toEqual(pending);
    });

    it('of an alert nobody knows leaves nothing behind', async () => {
      const ledger = engine.ledger();
      const nobody = { ...(await alertIn('OPEN', ledger)), key: freshAlert().key };

      await ledger.wait(nobody, at(HOUR), 'nothing');

      expect(await ledger.read(nobody.key)).toBeUndefined();
    });
  });

  describe('tasks', () => {
    it('are remembered by external id; the first stays', async () => {
      const ledger = engine.ledger();
      const { key: id } = freshAlert();
      expect(await ledger.findTask(id)).toBeUndefined();

      await ledger.keepTask(id, 'task-1', at());
      await ledger.keepTask(id, 'task-2', at());

      expect(await ledger.findTask(id)).toBe('task-1');
    });
  });

  it('every item names the second it may be deleted, after everything that could still need it', async () => {
    const ledger = engine.ledger();
    const alert = await alertIn('OPEN', ledger);
    await ledger.reserveSlot(alert, at(), at(70 * MINUTE));

    const items = await Promise.all(
      [`ALERT#${alert.key}`, `SLOT#${alert.customerId}#${alert.sensorId}`].map((pk) =>
        engine.table().getItem({ TableName: TABLE, Key: { pk: { S: pk } } }),
      ),
    );

    const seconds = items.map(({ Item }) => Number(Item?.expiresAt?.N) - at().getTime() / 1000);
    expect(seconds).toEqual([30 * 86_400, 86_400 + 70 * 60]);
  });
});
