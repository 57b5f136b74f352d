import { describe, expect, it } from '@jest/globals';
import { dynamoPollMark } from '../../functions/adapters/dynamo-poll-mark.ts';
import { at, HOUR, SECOND } from '../support/builders.ts';
import { type FaultPlan, faulty, TABLE_WORDS } from '../support/fake-faults.ts';
import { ENGINES, onEngine, TABLE } from './ledger-engines.ts';

const gone = (): Promise<never> => Promise.reject(new Error('nobody is gone here'));

describe.each(ENGINES)('a mark on %s', (engineName) => {
  const engine = onEngine(engineName);
  const mark = (name: string, { now = at(), faults = (() => undefined) as FaultPlan } = {}) =>
    dynamoPollMark(faulty(engine.table(), TABLE_WORDS, faults, gone), TABLE, { name, now: () => now });

  it('is absent at first, and one of many', async () => {
    await mark('one').keep(at());

    expect(await mark('one').read()).toEqual(at());
    expect(await mark('other').read()).toBeUndefined();
  });

  it('never goes back', async () => {
    await mark('forward').keep(at(2 * SECOND));
    await mark('forward').keep(at(SECOND));

    expect(await mark('forward').read()).toEqual(at(2 * SECOND));
  });

  it('is forgotten after a week, also where it was not deleted yet', async () => {
    await mark('old').keep(at());

    expect(await mark('old', { now: at(8 * 24 * HOUR) }).read()).toBeUndefined();
  });

  it('that cannot be reached says so', async () => {
    const broken = mark('broken', { faults: () => 'not_applied' });

    await expect(broken.read()).rejects.toMatchObject({ reason: 'ledger_unavailable' });
    await expect(broken.keep(at())).rejects.toMatchObject({ reason: 'ledger_unavailable' });
  });
});
