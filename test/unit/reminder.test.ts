import { describe, expect, it } from '@jest/globals';
import { remindDue } from '../../functions/reminder/remind-due.ts';
import { TUESDAY_10 } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';

function desk(keys: readonly string[], failing: string[] = []) {
  const reminded: string[] = [];
  const reminder = (prefix: string) => ({
    prefix,
    remind: async (id: string) => {
      if (failing.includes(id)) throw new Error('the queue is gone');
      reminded.push(`${prefix}${id}`);
    },
  });
  const ports = {
    due: { due: async () => keys },
    clock: fakeClock(TUESDAY_10),
    reminders: [reminder('PROFILE#'), reminder('CONVERSATION#')],
  };
  return { reminded, sweep: (leftMs = 50_000) => remindDue(() => leftMs, ports) };
}

describe('a sweep', () => {
  it('leaves a message for everything that is due, by whose it is', async () => {
    const { reminded, sweep } = desk(['PROFILE#a%3Ab', 'CONVERSATION#c', 'OTHER#d']);

    expect(await sweep()).toEqual([
      { outcome: 'reminded', key: 'a:b' },
      { outcome: 'reminded', key: 'c' },
    ]);
    expect(reminded).toEqual(['PROFILE#a:b', 'CONVERSATION#c']);
  });

  it('goes on after one that fails', async () => {
    const { reminded, sweep } = desk(['PROFILE#a', 'PROFILE#b'], ['a']);

    expect(await sweep()).toMatchObject([
      { key: 'a', error: expect.any(Error) },
      { outcome: 'reminded', key: 'b' },
    ]);
    expect(reminded).toEqual(['PROFILE#b']);
  });

  it('takes nothing up when its time is nearly over', async () => {
    expect(await desk(['PROFILE#a']).sweep(1000)).toEqual([]);
  });
});
