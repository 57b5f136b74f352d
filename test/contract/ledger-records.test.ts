import { describe, expect, it } from '@jest/globals';
import { at, decision, grantOf, HOUR, MINUTE, SECOND } from '../support/builders.ts';
import { alertIn, ENGINES, moved, onEngine } from './ledger-engines.ts';

describe.each(ENGINES)('what an alert remembers, on %s', (name) => {
  const engine = onEngine(name);

  it('of a grant: attempt, deadlines, decision and the steps before it', async () => {
    const ledger = engine.ledger();
    const open = await alertIn('OPEN', ledger);
    const earlier = [{ at: at(1), state: 'OPEN', reason: 'customer live' }] as const;

    const granted = moved(await ledger.grant(open, grantOf({ earlier, now: at(SECOND) })));

    expect(granted).toMatchObject({
      state: 'PLACING',
      version: 2,
      attemptId: 'attempt-1',
      sendBy: at(2 * SECOND),
      deadline: at(12 * SECOND),
      nextAt: at(19 * SECOND),
      decision: decision(),
      maskedPhone: '+1********11',
    });
    expect(granted.transitions).toEqual([
      { at: at(), state: 'OPEN', reason: 'admitted' },
      ...earlier,
      { at: at(SECOND), state: 'PLACING', reason: 'granted' },
    ]);
  });

  it('of a returned grant: not before when, and that the next grant is a new attempt', async () => {
    const ledger = engine.ledger();
    const placing = await alertIn('PLACING', ledger);
    const open = moved(await ledger.returnGrant(placing, 'throttled', at(MINUTE), at(2 * MINUTE), at()));

    const again = moved(await ledger.grant(open, grantOf({ attemptId: 'attempt-2' })));
    const late = await ledger.recordPlaced(placing, { callId: 'call-of-the-first', now: at() });

    expect(open).toMatchObject({ state: 'OPEN', notBefore: at(MINUTE), nextAt: at(2 * MINUTE) });
    expect(again).toMatchObject({ state: 'PLACING', attemptId: 'attempt-2' });
    expect(late.kind).toBe('lost');
    expect((await ledger.read(placing.key))?.evidence).toBeUndefined();
  });

  it('of a call accepted while uncertain: the call, and no appointment', async () => {
    const ledger = engine.ledger();
    const uncertain = await alertIn('UNCERTAIN', ledger);

    const placed = moved(await ledger.recordPlaced(uncertain, { callId: 'call-9', now: at(MINUTE) }));

    expect(placed).toMatchObject({ state: 'PLACED', callId: 'call-9' });
    expect(placed.nextAt).toBeUndefined();
  });

  it('of a call accepted after it was given up: evidence, and nothing else changes (P3)', async () => {
    const ledger = engine.ledger();
    const uncertain = await alertIn('UNCERTAIN', ledger);
    const pending = moved(await ledger.giveUp(uncertain, at(21 * MINUTE)));

    const late = await ledger.recordPlaced(uncertain, { callId: 'call-9', now: at(22 * MINUTE) });

    expect(late.kind).toBe('evidence');
    expect(await ledger.read(pending.key)).toEqual({
      ...pending,
      version: pending.version + 1,
      evidence: 'call-9',
      ring: 'waiting',
    });
  });

  it('of a case given up: that it is unconfirmed, and no early release', async () => {
    const ledger = engine.ledger();

    const pending = moved(await ledger.giveUp(await alertIn('UNCERTAIN', ledger), at(MINUTE)));

    expect(pending).toMatchObject({ state: 'CASE_PENDING', why: 'unconfirmed', decidedAt: at(MINUTE) });
    expect(pending.releaseAt).toBeUndefined();
  });

  it('of a refusal: why, when, by whom, and when the slot is free', async () => {
    const ledger = engine.ledger();
    const refusal = {
      reason: 'outside_window',
      now: at(MINUTE),
      releaseAt: at(HOUR),
      lostTo: 'other',
      decision: decision({ reason: 'outside_window', nextAllowedAt: at(HOUR) }),
      maskedPhone: '+1********11',
    };

    const pending = moved(await ledger.openCase(await alertIn('OPEN', ledger), refusal));

    expect(pending).toMatchObject({
      state: 'CASE_PENDING',
      why: 'outside_window',
      decidedAt: at(MINUTE),
      releaseAt: at(HOUR),
      suppressedBy: 'other',
      decision: refusal.decision,
      nextAt: at(5 * MINUTE),
    });
  });

  it('of a task: its ids', async () => {
    const ledger = engine.ledger();

    expect(await alertIn('CASED', ledger)).toMatchObject({ followUpId: 'follow-up-1', taskId: 'task-1' });
  });

  it('a claim counts a pass and takes the right to suppress away', async () => {
    const ledger = engine.ledger();
    const open = await alertIn('OPEN', ledger);

    const claimed = moved(await ledger.claim(open, at(10 * MINUTE)));

    expect(claimed).toMatchObject({ passes: 1, version: 2, nextAt: at(10 * MINUTE) });
    expect((await ledger.suppress(claimed, 'other', at())).kind).toBe('lost');
  });

  it('a story stays small, however often a grant is returned', async () => {
    const ledger = engine.ledger();
    let open = await alertIn('OPEN', ledger);
    const earlier = Array.from({ length: 3 }, () => ({ at: at(), state: 'OPEN', reason: 'again' }) as const);

    for (let round = 0; round < 40; round++) {
      const granted = moved(await ledger.grant(open, grantOf({ attemptId: `attempt-${round}`, earlier })));
      open = moved(await ledger.returnGrant(granted, 'throttled', at(), at(MINUTE), at()));
    }

    expect(open.transitions.length).toBeLessThan(32);
    expect(open.state).toBe('OPEN');
  });
});
