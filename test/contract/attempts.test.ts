import { describe, expect, it } from '@jest/globals';
import { dynamoAttempts } from '../../functions/adapters/dynamo-attempts.ts';
import type { CountedAttempt } from '../../functions/ports/attempts.ts';
import { at, HOUR, MINUTE } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { faulty, TABLE_WORDS } from '../support/fake-faults.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { ENGINES, freshAlert, onEngine, TABLE } from './ledger-engines.ts';

const DAY = 24 * HOUR;
let minted = 0;
const attemptOf = (fields: Partial<CountedAttempt> = {}): CountedAttempt => ({
  attemptId: `attempt-${++minted}`,
  alertKey: `alert-${minted}`,
  subject: 'sensor-1',
  at: at(),
  ...fields,
});

describe.each(ENGINES)('the book of attempts on %s', (name) => {
  const engine = onEngine(name);
  const book = () => dynamoAttempts(engine.table(), TABLE);
  const somebody = () => freshAlert().customerId;

  it('is empty for who was never called', async () => {
    expect((await book().read(somebody(), at())).attempts).toEqual([]);
  });

  it('holds what was reserved', async () => {
    const id = somebody();
    const [first, second] = [attemptOf({ alertKey: 'a.b:c-d_1' }), attemptOf({ at: at(MINUTE) })];

    expect(await book().reserve(await book().read(id, at()), first)).toBe('reserved');
    expect(await book().reserve(await book().read(id, at()), second)).toBe('reserved');

    expect((await book().read(id, at(MINUTE))).attempts).toEqual([first, second]);
  });

  it('refuses who read it before somebody else wrote: both may have been the last one allowed', async () => {
    const id = somebody();
    const seen = await book().read(id, at());
    await book().reserve(seen, attemptOf());

    expect(await book().reserve(seen, attemptOf())).toBe('changed');

    expect((await book().read(id, at())).attempts).toHaveLength(1);
  });

  it('takes a repeat of what it has for reserved', async () => {
    const id = somebody();
    const seen = await book().read(id, at());
    const attempt = attemptOf();
    await book().reserve(seen, attempt);

    expect(await book().reserve(seen, attempt)).toBe('reserved');

    expect((await book().read(id, at())).attempts).toEqual([attempt]);
  });

  it('has one attempt of an alert: the latest', async () => {
    const id = somebody();
    const first = attemptOf();
    await book().reserve(await book().read(id, at()), first);

    const again = attemptOf({ alertKey: first.alertKey });
    await book().reserve(await book().read(id, at()), again);

    expect((await book().read(id, at())).attempts).toEqual([again]);
  });

  it('gives back what is released, and nothing else', async () => {
    const id = somebody();
    const [one, other] = [attemptOf(), attemptOf()];
    for (const attempt of [one, other]) await book().reserve(await book().read(id, at()), attempt);

    await book().release(id, one.attemptId, at());
    await book().release(id, one.attemptId, at());

    expect((await book().read(id, at())).attempts).toEqual([other]);
  });

  it('gives back nothing that a later attempt of the same alert holds', async () => {
    const id = somebody();
    const first = attemptOf();
    const again = attemptOf({ alertKey: first.alertKey });
    for (const attempt of [first, again]) await book().reserve(await book().read(id, at()), attempt);

    await book().release(id, first.attemptId, at());

    expect((await book().read(id, at())).attempts).toEqual([again]);
  });

  it.each([
    [30 * DAY - 1, 1],
    [30 * DAY, 0],
  ])('%i ms later knows %i of an attempt', async (laterMs, known) => {
    const id = somebody();
    await book().reserve(await book().read(id, at()), attemptOf());

    expect((await book().read(id, at(laterMs))).attempts).toHaveLength(known);
  });

  it('survives a reply that is lost: the attempt is reserved once', async () => {
    const id = somebody();
    let sends = 0;
    const table = faulty(
      engine.table(),
      TABLE_WORDS,
      (effect) => (effect === 'updateItem' && sends++ === 0 ? 'sent_twice' : undefined),
      () => Promise.reject(new Error('nobody is gone here')),
    );
    const shaky = dynamoAttempts(table, TABLE);

    expect(await shaky.reserve(await shaky.read(id, at()), attemptOf())).toBe('reserved');

    expect((await book().read(id, at())).attempts).toHaveLength(1);
  });
});

it('a ledger that fails is transient', async () => {
  const table = memoryDynamo({
    tables,
    before: () => {
      throw new Error('connection lost');
    },
  });
  const book = dynamoAttempts(table, TABLE);
  const seen = { customerId: 'customer-1', attempts: [], edition: '0' };

  for (const call of [
    () => book.read('customer-1', at()),
    () => book.reserve(seen, attemptOf()),
    () => book.release('customer-1', 'attempt-1', at()),
  ])
    await expect(call()).rejects.toMatchObject({ name: 'TransientError', reason: 'ledger_unavailable' });
});
