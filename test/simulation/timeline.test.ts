import { describe, expect, it } from '@jest/globals';
import { timeline } from './timeline.ts';

describe('simulated time', () => {
  it('lets things happen in the order of their instants, and equal ones in the order they were planned', async () => {
    const time = timeline(1000);
    const seen: string[] = [];
    for (const [at, name] of [
      [1300, 'd'],
      [1100, 'a'],
      [1200, 'b'],
      [1200, 'c'],
    ] as const) {
      time.at(at, () => void seen.push(`${name}${time.now()}`));
    }

    await time.run(5000);

    expect(seen).toEqual(['a1100', 'b1200', 'c1200', 'd1300']);
  });

  it('lets code that was woken come to its next await before anything else happens', async () => {
    const time = timeline(0);
    const seen: string[] = [];
    time.at(1, () => {
      Promise.resolve()
        .then(() => undefined)
        .then(() => void seen.push('woken code'));
      time.woke();
    });
    time.at(1, () => void seen.push('next event'));

    await time.run(10);

    expect(seen).toEqual(['woken code', 'next event']);
  });

  it('stops at the end, and says that something is left', async () => {
    const time = timeline(0);
    const seen: number[] = [];
    for (const at of [1, 2, 30]) time.at(at, () => void seen.push(at));

    expect(await time.run(10)).toBe(true);
    expect(seen).toEqual([1, 2]);
    expect(time.now()).toBe(10);
    expect(await time.run(100)).toBe(false);
    expect(seen).toEqual([1, 2, 30]);
  });

  it('is not kept going by what stands aside', async () => {
    const time = timeline(0);
    const seen: string[] = [];
    time.aside(5, () => void seen.push('aside'));
    time.at(3, () => void seen.push('first'));
    time.at(7, () => void seen.push('second'));
    time.aside(9, () => void seen.push('never'));

    expect(await time.run(100)).toBe(false);
    expect(seen).toEqual(['first', 'aside', 'second']);
  });

  it('takes what was planned for the past as of now', async () => {
    const time = timeline(50);
    const seen: number[] = [];
    time.at(60, () => time.at(10, () => void seen.push(time.now())));

    await time.run(100);

    expect(seen).toEqual([60]);
  });
});
