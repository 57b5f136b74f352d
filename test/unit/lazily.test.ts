import { describe, expect, it } from '@jest/globals';
import { lazily } from '../../functions/adapters/lazily.ts';

describe('what is loaded when it is needed', () => {
  it('is loaded once, also for two who ask at the same time', async () => {
    let loads = 0;
    const number = lazily(async () => ++loads);

    expect(loads).toBe(0);
    expect([await Promise.all([number(), number()]), await number()]).toEqual([[1, 1], 1]);
  });

  it('is loaded again after a failure', async () => {
    let loads = 0;
    const number = lazily(async () => {
      loads += 1;
      if (loads === 1) throw new Error('the file is not there');
      return loads;
    });

    await expect(number()).rejects.toThrow('the file is not there');
    expect(await number()).toBe(2);
  });
});
