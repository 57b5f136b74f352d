import { describe, expect, it } from '@jest/globals';
import type { AlertRecord, Ledger } from '../../functions/ports/ledger.ts';
import { at, decision, grantOf, HOUR, MINUTE, SECOND } from '../support/builders.ts';
import { alertIn, ENGINES, freshAlert, moved, onEngine } from './ledger-engines.ts';

const LIMIT = at(9 * HOUR);

/** A granted request whose permission ends at `mustRingBy`; without it, never. */
async function placing(ledger: Ledger, mustRingBy: Date | undefined = LIMIT): Promise<AlertRecord> {
  const open = await alertIn('OPEN', ledger);
  const granted = decision(mustRingBy ? { validUntil: mustRingBy } : {});
  return moved(await ledger.grant(open, grantOf({ attemptId: `of ${open.key}`, decision: granted })));
}

const placed = async (ledger: Ledger, callId = 'call-1', ringLookAt: Date | undefined = at(MINUTE)) =>
  moved(
    await ledger.recordPlaced(await placing(ledger), {
      callId,
      now: at(),
      ...(ringLookAt && { ringLookAt }),
    }),
  );

/** A case that nobody could confirm, with its task. */
async function unconfirmed(ledger: Ledger): Promise<{ granted: AlertRecord; cased: AlertRecord }> {
  const granted = await placing(ledger);
  const uncertain = moved(await ledger.expireGrant(granted, at(MINUTE), at(2 * MINUTE)));
  const pending = moved(await ledger.giveUp(uncertain, at(30 * MINUTE)));
  const task = { followUpId: 'follow-up-1', taskId: 'task-1', now: at(31 * MINUTE) };
  return { granted, cased: moved(await ledger.recordTask(pending, task)) };
}

const everyPage = async (ledger: Ledger, now: Date, limit: number): Promise<string[]> => {
  const keys: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await ledger.ringing(now, cursor, limit);
    keys.push(...page.keys);
    if (page.cursor === undefined) return keys;
    cursor = page.cursor;
  }
};

describe.each(ENGINES)('the ringing of calls, on %s', (name) => {
  const engine = onEngine(name);

  it('begins when a call is placed: it waits, and must have rung when its permission ends', async () => {
    const ledger = engine.ledger();

    const call = await placed(ledger);

    expect(call).toMatchObject({
      state: 'PLACED',
      ring: 'waiting',
      mustRingBy: LIMIT,
      ringLookAt: at(MINUTE),
    });
    expect(call.nextAt).toBeUndefined();
  });

  it('is due at its look and not before, and never among the alerts that are due', async () => {
    const ledger = engine.ledger();
    const { key } = await placed(ledger);

    expect((await ledger.ringsDue(at(MINUTE - 1), 1000)).keys).not.toContain(key);
    expect((await ledger.ringsDue(at(MINUTE), 1000)).keys).toContain(key);
    expect(await ledger.due(at(48 * HOUR), 16_000)).not.toContain(key);
  });

  it('is never due without a look, but found by who goes through all calls', async () => {
    const ledger = engine.ledger();
    const { key, mustRingBy } = moved(
      await ledger.recordPlaced(await placing(ledger, undefined), { callId: 'call-1', now: at() }),
    );

    expect(mustRingBy).toEqual(LIMIT);
    expect((await ledger.ringsDue(at(480 * HOUR), 1000)).keys).not.toContain(key);
    expect(await everyPage(ledger, at(), 3)).toContain(key);
  });

  it('is over when it has rung: no look, no page', async () => {
    const ledger = engine.ledger();

    const rung = moved(await ledger.recordRung(await placed(ledger), at(2 * MINUTE)));

    expect(rung).toMatchObject({ state: 'PLACED', ring: 'rung' });
    expect(rung.ringLookAt).toBeUndefined();
    expect(await everyPage(ledger, at(), 100)).not.toContain(rung.key);
  });

  it('of a call taken back makes a case that is due, and no second way out', async () => {
    const ledger = engine.ledger();
    const call = await placed(ledger);

    const pending = moved(
      await ledger.recordWithdrawn(call, { reason: 'suppressed', now: at(HOUR), nextAt: at(2 * HOUR) }),
    );

    expect(pending).toMatchObject({
      state: 'CASE_PENDING',
      why: 'withdrawn',
      ring: 'withdrawn',
      callId: 'call-1',
      decidedAt: at(HOUR),
      nextAt: at(2 * HOUR),
    });
    expect(pending.transitions.at(-1)?.reason).toBe('withdrawn: suppressed');
    expect(await ledger.due(at(2 * HOUR), 16_000)).toContain(call.key);
    expect((await ledger.ringsDue(at(2 * HOUR), 1000)).keys).not.toContain(call.key);
    expect((await ledger.recordRung(pending, at(HOUR))).kind).toBe('lost');
    expect((await ledger.recordWithdrawn(call, { reason: 'x', now: at(), nextAt: at() })).kind).toBe('lost');
  });

  it('of two who took the same call back, one writes', async () => {
    const ledger = engine.ledger();
    const call = await placed(ledger);
    const withdrawal = { reason: 'permission_ended', now: at(HOUR), nextAt: at(2 * HOUR) };

    const both = [await ledger.recordWithdrawn(call, withdrawal), await ledger.recordRung(call, at(HOUR))];

    expect(both.map(({ kind }) => kind)).toEqual(['moved', 'lost']);
  });

  it('a look that was put off moves nothing else, and is fenced by the version', async () => {
    const ledger = engine.ledger();
    const call = await placed(ledger);

    await ledger.lookAgain(call, at(), LIMIT);
    await ledger.lookAgain({ ...call, version: call.version + 1 }, at(), at(HOUR));

    expect(await ledger.read(call.key)).toEqual({ ...call, ringLookAt: LIMIT });
  });

  it('every call is on a page, however small the pages are', async () => {
    const ledger = engine.ledger();
    const looked = await Promise.all(Array.from({ length: 5 }, () => placed(ledger)));
    const free = await Promise.all(
      Array.from({ length: 3 }, async () =>
        moved(await ledger.recordPlaced(await placing(ledger, undefined), { callId: 'call-1', now: at() })),
      ),
    );

    const keys = await everyPage(ledger, at(MINUTE), 2);

    expect(keys).toEqual(expect.arrayContaining([...looked, ...free].map(({ key }) => key)));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe.each(ENGINES)('a case whose call comes to light, on %s', (name) => {
  const engine = onEngine(name);

  it('is looked at once more when the call must have rung, or at once when that is past', async () => {
    const ledger = engine.ledger();

    const { cased } = await unconfirmed(ledger);

    expect(cased).toMatchObject({ state: 'CASED', ringLookAt: LIMIT });
    expect(cased.ring).toBeUndefined();
  });

  it('of another kind has no call to look for', async () => {
    expect((await alertIn('CASED', engine.ledger())).ringLookAt).toBeUndefined();
  });

  it('that the CRM refuses keeps its look', async () => {
    const ledger = engine.ledger();
    const uncertain = moved(await ledger.expireGrant(await placing(ledger), at(MINUTE), at(2 * MINUTE)));
    const pending = moved(await ledger.giveUp(uncertain, at(30 * MINUTE)));

    const refused = moved(await ledger.recordTaskRefused(pending, at(31 * MINUTE)));

    expect(refused).toMatchObject({ state: 'QUARANTINED', ringLookAt: LIMIT });
  });

  it('keeps late evidence and is looked at at once, so that its task is told', async () => {
    const ledger = engine.ledger();
    const { granted, cased } = await unconfirmed(ledger);

    const late = await ledger.recordPlaced(granted, { callId: 'call-9', now: at(HOUR) });

    expect(late.kind).toBe('evidence');
    expect(await ledger.read(cased.key)).toMatchObject({
      state: 'CASED',
      evidence: 'call-9',
      ring: 'waiting',
      ringLookAt: at(HOUR),
    });
  });

  it('says the same again when evidence is kept twice', async () => {
    const ledger = engine.ledger();
    const { granted, cased } = await unconfirmed(ledger);
    await ledger.recordPlaced(granted, { callId: 'call-9', now: at(HOUR) });
    const kept = await ledger.read(cased.key);

    const again = await ledger.recordPlaced(granted, { callId: 'call-9', now: at(2 * HOUR) });

    expect(again.kind).toBe('evidence');
    expect(await ledger.read(cased.key)).toEqual(kept);
  });

  it('cannot be closed over evidence that its task has not been told', async () => {
    const ledger = engine.ledger();
    const granted = await placing(ledger);
    const uncertain = moved(await ledger.expireGrant(granted, at(MINUTE), at(2 * MINUTE)));
    const pending = moved(await ledger.giveUp(uncertain, at(30 * MINUTE)));
    await ledger.recordPlaced(granted, { callId: 'call-9', now: at(31 * MINUTE) });
    const task = { followUpId: 'follow-up-1', taskId: 'task-1', now: at(32 * MINUTE) };

    const blind = await ledger.recordTask(pending, task);
    const seeing = await ledger.read(pending.key);
    const told = await ledger.recordTask(seeing!, { ...task, noted: 'call-9.waiting' });

    expect(blind).toMatchObject({ kind: 'lost', alert: { state: 'CASE_PENDING', evidence: 'call-9' } });
    expect(moved(told)).toMatchObject({ state: 'CASED', noted: 'call-9.waiting' });
  });

  it('once told, is looked at when the call must have rung; once settled, no more', async () => {
    const ledger = engine.ledger();
    const { granted, cased } = await unconfirmed(ledger);
    await ledger.recordPlaced(granted, { callId: 'call-9', now: at(HOUR) });

    const noted = moved(
      await ledger.recordNoted((await ledger.read(cased.key))!, 'call-9.waiting', at(HOUR)),
    );
    const settled = moved(
      await ledger.recordRingOfCase(noted, { callId: 'call-9', ring: 'withdrawn', now: LIMIT }),
    );
    const toldAgain = moved(await ledger.recordNoted(settled, 'call-9.withdrawn', LIMIT));

    expect(noted).toMatchObject({ noted: 'call-9.waiting', ringLookAt: LIMIT });
    expect(settled).toMatchObject({ state: 'CASED', ring: 'withdrawn', ringLookAt: LIMIT });
    expect(toldAgain).toMatchObject({ noted: 'call-9.withdrawn' });
    expect(toldAgain.ringLookAt).toBeUndefined();
  });

  it('a look of before the evidence cannot undo its appointment', async () => {
    const ledger = engine.ledger();
    const { granted, cased } = await unconfirmed(ledger);
    await ledger.recordPlaced(granted, { callId: 'call-9', now: at(HOUR) });

    await ledger.endRinging(cased);
    await ledger.lookAgain(cased, at(), LIMIT);

    expect((await ledger.read(cased.key))?.ringLookAt).toEqual(at(HOUR));
  });

  it('a call accepted twice over by one worker is one call, and no evidence', async () => {
    const ledger = engine.ledger();
    const granted = await placing(ledger);
    const first = moved(await ledger.recordPlaced(granted, { callId: 'call-1', now: at() }));
    await ledger.recordWithdrawn(first, { reason: 'suppressed', now: at(HOUR), nextAt: at(HOUR) });

    const again = await ledger.recordPlaced(granted, { callId: 'call-1', now: at(SECOND) });

    expect(again.kind).toBe('moved');
    expect((await ledger.read(granted.key))?.evidence).toBeUndefined();
  });
});

describe.each(ENGINES)('a wish to go through all waiting calls, on %s', (name) => {
  const engine = onEngine(name);

  it('is due at once, keeps how far the pass has come, and ends', async () => {
    const ledger = engine.ledger();
    await ledger.askForRingSweep(at());
    const notice = (await ledger.readRingNotice())!;

    const pass = { begunAt: at(MINUTE), cursor: 'somewhere', clean: false };
    await ledger.keepRingNotice(notice, { pass, nextAt: at(2 * MINUTE) });

    expect(notice).toMatchObject({ askedAt: at() });
    expect(await ledger.readRingNotice()).toEqual({ ...notice, pass, nextAt: at(2 * MINUTE) });
    expect((await ledger.ringsDue(at(MINUTE), 1000)).notice).toBe(false);
    expect((await ledger.ringsDue(at(2 * MINUTE), 1000)).notice).toBe(true);
    await ledger.endRingNotice(notice);
    expect(await ledger.readRingNotice()).toBeUndefined();
    expect((await ledger.ringsDue(at(99 * HOUR), 1000)).notice).toBe(false);
  });

  it('asked again meanwhile begins anew: what was done for the first does not end it', async () => {
    const ledger = engine.ledger();
    await ledger.askForRingSweep(at());
    const first = (await ledger.readRingNotice())!;
    await ledger.askForRingSweep(at(MINUTE));

    await ledger.keepRingNotice(first, {
      pass: { begunAt: at(), cursor: 'x', clean: true },
      nextAt: at(HOUR),
    });
    await ledger.endRingNotice(first);

    const second = await ledger.readRingNotice();
    expect(second).toMatchObject({ askedAt: at(MINUTE) });
    expect(second?.pass).toBeUndefined();
    expect((await ledger.ringsDue(at(MINUTE), 1000)).notice).toBe(true);
    await ledger.endRingNotice(second!);
  });
});

describe.each(ENGINES)('the switch, on %s', (name) => {
  const engine = onEngine(name);
  const stop = { since: at(), by: 'operations', reason: 'wrong queue' };

  it('lets dialing go on until it is stopped, and again when it is started', async () => {
    const ledger = engine.ledger();
    const open = await alertIn('OPEN', ledger);

    const before = await ledger.readToDial(open.key);
    await ledger.stopDialing(stop);
    const stopped = await ledger.readToDial(open.key);
    const told = await ledger.readStory(open.key);
    const read = await ledger.readStop();
    await ledger.startDialing({ ...stop, reason: 'queue mended' });

    expect(before).toEqual({ alert: open });
    expect(stopped).toEqual({ alert: open, stop });
    expect(told.stop).toEqual(stop);
    expect(read).toEqual(stop);
    expect(await ledger.readStop()).toBeUndefined();
    expect(await ledger.readToDial(freshAlert().key)).toEqual({});
  });
});

describe.each(ENGINES)('alerts that have not ended, on %s', (name) => {
  const engine = onEngine(name);

  it('are found by when they were raised, terminal ones and waiting calls never', async () => {
    const ledger = engine.ledger();
    const old = await alertIn('CASE_PENDING', ledger, freshAlert({ raisedAt: at(-9 * HOUR) }));
    const young = await alertIn('OPEN', ledger, freshAlert({ raisedAt: at(-HOUR) }));
    const ended = await alertIn('CASED', ledger, freshAlert({ raisedAt: at(-9 * HOUR) }));
    const call = await placed(ledger);

    const found = (await ledger.unfinished(at(-5 * HOUR), 16_000)).map(({ key }) => key);

    expect(found).toContain(old.key);
    for (const { key } of [young, ended, call]) expect(found).not.toContain(key);
  });

  it('are found in more batches than one', async () => {
    const ledger = engine.ledger();
    const born = Array.from({ length: 120 }, () => freshAlert({ raisedAt: at(-99 * HOUR) }));
    for (const alert of born) await ledger.admitOpen(alert, at(), at(MINUTE));

    expect(await ledger.unfinished(at(-98 * HOUR), 16_000)).toHaveLength(120);
  });
});
