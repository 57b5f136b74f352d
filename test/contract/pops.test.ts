import { describe, expect, it } from '@jest/globals';
import { dynamoPops } from '../../functions/adapters/dynamo-pops.ts';
import { openPop } from '../../functions/pop/open-pop.ts';
import { at, HOUR, MINUTE, TUESDAY_10 } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { ENGINES, onEngine, TABLE } from './ledger-engines.ts';

const URL = 'https://crm.example.com/ui/agent?cid=contact-1';
let minted = 0;

describe.each(ENGINES)('a pop on %s', (name) => {
  const engine = onEngine(name);
  const world = async () => {
    const clock = fakeClock(TUESDAY_10);
    const pops = dynamoPops(engine.table(), TABLE);
    const popId = `pop-${name.replaceAll(/\W/g, '')}-${++minted}`;
    await pops.keep(popId, { url: URL, customerId: 'CUST-1', endsAt: at(12 * HOUR) }, at(30 * MINUTE));
    return { clock, open: (id = popId) => openPop(id, { pops, clock }, 30) };
  };

  it('leads to its page', async () => {
    const { open } = await world();

    expect(await open()).toBe(URL);
  });

  it('is renewed by every opening', async () => {
    const { clock, open } = await world();

    for (let times = 0; times < 5; times++) {
      clock.advance(29 * MINUTE);
      expect(await open()).toBe(URL);
    }
  });

  it('is over when nobody opened it in time', async () => {
    const { clock, open } = await world();
    clock.advance(30 * MINUTE);

    expect(await open()).toBeUndefined();
    expect(await open()).toBeUndefined();
  });

  it('is over at the end of a long shift, however often it was opened', async () => {
    const { clock, open } = await world();
    for (let times = 0; times < 24; times++) {
      clock.advance(29 * MINUTE);
      await open();
    }
    clock.advance(24 * MINUTE);

    expect(await open()).toBeUndefined();
  });

  it('of another reference is not there', async () => {
    const { open } = await world();

    expect(await open('pop-of-nobody')).toBeUndefined();
  });
});

it.each([
  [
    'keep',
    (pops: ReturnType<typeof dynamoPops>) =>
      pops.keep('a', { url: URL, customerId: 'CUST-1', endsAt: at() }, at()),
  ],
  ['open', (pops: ReturnType<typeof dynamoPops>) => pops.open('a', { now: at(), until: at() })],
])('%s is transient while the table cannot be reached', async (_, ask) => {
  const table = memoryDynamo({
    tables: { [TABLE]: { partitionKey: 'pk' } },
    before: () => {
      throw Object.assign(new Error('gone'), { name: 'TimeoutError' });
    },
  });

  await expect(ask(dynamoPops(table, TABLE))).rejects.toMatchObject({
    name: 'TransientError',
    reason: 'contacts_unavailable',
  });
});
