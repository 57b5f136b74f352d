import { describe, expect, it } from '@jest/globals';
import { dynamoOccupancyBook } from '../../functions/adapters/dynamo-occupancy.ts';
import type { OccupancyReading } from '../../functions/ports/occupancy-book.ts';
import { at, SECOND } from '../support/builders.ts';
import { type FaultPlan, faulty, TABLE_WORDS } from '../support/fake-faults.ts';
import { ENGINES, onEngine, TABLE } from './ledger-engines.ts';

const gone = (): Promise<never> => Promise.reject(new Error('nobody is gone here'));

const reading = (fields: Partial<OccupancyReading> = {}): OccupancyReading => ({
  percent: 82.5,
  throttle: 'half',
  changedAt: at(),
  at: at(SECOND),
  ...fields,
});

describe.each(ENGINES)('readings on %s', (name) => {
  const engine = onEngine(name);
  const book = (faults: FaultPlan = () => undefined) =>
    dynamoOccupancyBook(faulty(engine.table(), TABLE_WORDS, faults, gone), TABLE);

  it('are absent at first', async () => {
    expect(await book().read('nobody-looked')).toBeUndefined();
  });

  it('are kept exactly, under names with any characters', async () => {
    await book().keep('Field service #1 / é', reading());

    expect(await book().read('Field service #1 / é')).toEqual(reading());
    expect(await book().read('Field service #1')).toBeUndefined();
  });

  it('are replaced by later ones and never by earlier ones', async () => {
    await book().keep('q', reading({ at: at(2 * SECOND), percent: 10 }));
    await book().keep('q', reading({ at: at(SECOND), percent: 20 }));
    expect((await book().read('q'))?.percent).toBe(10);

    await book().keep('q', reading({ at: at(3 * SECOND), percent: 30 }));
    expect((await book().read('q'))?.percent).toBe(30);
  });

  it('kept with the reply lost may be kept again', async () => {
    await book(() => 'sent_twice').keep('twice', reading());

    expect(await book().read('twice')).toEqual(reading());
  });

  it('that cannot be reached say so', async () => {
    const broken = book(() => 'not_applied');

    await expect(broken.read('q')).rejects.toMatchObject({ reason: 'ledger_unavailable' });
    await expect(broken.keep('q', reading())).rejects.toMatchObject({ reason: 'ledger_unavailable' });
  });
});
