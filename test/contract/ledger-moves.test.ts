import { describe, expect, it } from '@jest/globals';
import type { AlertRecord, AlertState, Ledger, Placement } from '../../functions/ports/ledger.ts';
import { at, grantOf, HOUR, MINUTE } from '../support/builders.ts';
import { alertIn, ENGINES, freshAlert, moved, onEngine } from './ledger-engines.ts';

type Row = (ledger: Ledger, alert: AlertRecord) => Promise<Placement>;

/** Every row of the protocol that moves an alert: the states it moves, and what fences it. */
const ROWS: Readonly<
  Record<string, { row: Row; from: readonly AlertState[]; fence: 'version' | 'attempt' | 'state' }>
> = {
  'S2 suppress': { row: (l, a) => l.suppress(a, 'other', at()), from: ['OPEN'], fence: 'state' },
  'C1 claim': { row: (l, a) => l.claim(a, at(HOUR)), from: ['OPEN'], fence: 'version' },
  'D1 openCase': {
    row: (l, a) => l.openCase(a, { reason: 'stale', now: at() }),
    from: ['OPEN'],
    fence: 'version',
  },
  'G2 grant': { row: (l, a) => l.grant(a, grantOf()), from: ['OPEN'], fence: 'version' },
  'P1 returnGrant': {
    row: (l, a) => l.returnGrant(a, 'throttled', at(MINUTE), at(2 * MINUTE), at()),
    from: ['PLACING'],
    fence: 'attempt',
  },
  'P2 recordPlaced': {
    row: (l, a) => l.recordPlaced(a, { callId: 'call-2', now: at() }),
    from: ['PLACING', 'UNCERTAIN'],
    fence: 'attempt',
  },
  'P4 recordRejected': {
    row: (l, a) => l.recordRejected(a, { reason: 'rejected_by_platform', now: at(), releaseAt: at() }),
    from: ['PLACING'],
    fence: 'attempt',
  },
  'P5 recordUncertain': {
    row: (l, a) => l.recordUncertain(a, 'no answer', at(), at(HOUR)),
    from: ['PLACING'],
    fence: 'attempt',
  },
  'X1 expireGrant': { row: (l, a) => l.expireGrant(a, at(), at(HOUR)), from: ['PLACING'], fence: 'version' },
  'X2 confirmPlaced': {
    row: (l, a) => l.confirmPlaced(a, { callId: 'call-2', now: at() }),
    from: ['UNCERTAIN'],
    fence: 'version',
  },
  'X3 giveUp': { row: (l, a) => l.giveUp(a, at()), from: ['UNCERTAIN'], fence: 'version' },
  'K1 recordTask': {
    row: (l, a) => l.recordTask(a, { followUpId: 'f', taskId: 't', now: at() }),
    from: ['CASE_PENDING'],
    fence: 'state',
  },
  recordRung: { row: (l, a) => l.recordRung(a, at()), from: ['PLACED'], fence: 'version' },
  recordWithdrawn: {
    row: (l, a) => l.recordWithdrawn(a, { reason: 'suppressed', now: at(), nextAt: at(MINUTE) }),
    from: ['PLACED'],
    fence: 'version',
  },
  recordRingOfCase: {
    row: (l, a) => l.recordRingOfCase(a, { callId: 'call-2', ring: 'rung', now: at() }),
    from: ['CASED', 'QUARANTINED'],
    fence: 'version',
  },
  recordTaskRefused: { row: (l, a) => l.recordTaskRefused(a, at()), from: ['CASE_PENDING'], fence: 'state' },
};
const STATES: readonly AlertState[] = [
  'OPEN',
  'PLACING',
  'PLACED',
  'UNCERTAIN',
  'CASE_PENDING',
  'CASED',
  'SUPPRESSED',
  'QUARANTINED',
];
const TERMINAL: readonly AlertState[] = ['PLACED', 'CASED', 'SUPPRESSED', 'QUARANTINED'];

describe.each(ENGINES)('on %s', (name) => {
  const { ledger: make } = onEngine(name);

  describe.each(Object.entries(ROWS))('%s', (_, { row, from, fence }) => {
    it.each(STATES)('from %s moves only where the protocol says so', async (state) => {
      const ledger = make();
      const alert = await alertIn(state, ledger);

      const move = await row(ledger, alert);

      expect(move.kind).toBe(from.includes(state) ? 'moved' : 'lost');
      const after = await ledger.read(alert.key);
      expect(after?.version).toBe(alert.version + (move.kind === 'moved' ? 1 : 0));
      expect(move.alert).toEqual(after);
      if (move.kind === 'lost')
        expect({ ...after, evidence: undefined }).toEqual({ ...alert, evidence: undefined });
      if (after && TERMINAL.includes(after.state)) expect(after.nextAt).toBeUndefined();
      else expect(after?.nextAt).toBeDefined();
    });

    it.each(from)('from %s is its own success when its reply is lost and it is sent again', async (state) => {
      const alert = await alertIn(state, make());

      const move = await row(
        make(() => 'sent_twice'),
        alert,
      );

      expect(moved(move).version).toBe(alert.version + 1);
    });

    it.each(from)(
      'from %s fails as transient when no reply ever comes, and may be repeated',
      async (state) => {
        const ledger = make();
        const alert = await alertIn(state, ledger);

        await expect(
          row(
            make(() => 'reply_lost'),
            alert,
          ),
        ).rejects.toMatchObject({
          name: 'TransientError',
          reason: 'ledger_unavailable',
        });

        expect((await ledger.read(alert.key))?.version).toBe(alert.version + 1);
        await row(ledger, alert);
        expect((await ledger.read(alert.key))?.version).toBe(alert.version + 1);
      },
    );

    if (fence !== 'state')
      it.each(from)(`from %s is fenced by the ${fence}`, async (state) => {
        const ledger = make();
        const alert = await alertIn(state, ledger);
        const other = fence === 'version' ? { version: alert.version + 1 } : { attemptId: 'of-another' };

        const move = await row(ledger, { ...alert, ...other });

        expect(move).toMatchObject({ kind: 'lost', alert: { state, version: alert.version } });
      });

    it('is lost where there is no alert', async () => {
      const ledger = make();
      const { key } = freshAlert();
      const nobody = { ...(await alertIn(from[0] ?? 'OPEN', ledger)), key };

      expect(await row(ledger, nobody)).toEqual({ kind: 'lost' });
      expect(await ledger.read(key)).toBeUndefined();
    });
  });
});
