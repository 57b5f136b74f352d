import { expect, it } from '@jest/globals';
import type { QueueObserver } from '../../functions/ports/queue-observer.ts';

/** A platform under test and how its agents are moved. */
export interface QueueObserverSubject {
  readonly observer: QueueObserver;
  staff(routingQueue: string, agents: { readonly busy: number; readonly idle: number }): void | Promise<void>;
  /** Puts contacts into a queue who wait since then. */
  wait(routingQueue: string, since: Date): void | Promise<void>;
  /** Makes the next look fail. */
  fail(): void | Promise<void>;
  /** Looks so far. */
  looks(): number;
}

/** The contract of the port, for the fake and for every adapter. Queues: `field-service` and `review`. */
export function queueObserverSuite(subject: () => QueueObserverSubject): void {
  it.each([
    [{ busy: 0, idle: 4 }, 0],
    [{ busy: 3, idle: 1 }, 75],
    [{ busy: 9, idle: 1 }, 90],
    [{ busy: 5, idle: 0 }, 100],
    [{ busy: 0, idle: 0 }, 100],
  ])('with agents %o on it a queue is %i per cent busy', async (agents, percent) => {
    await subject().staff('field-service', agents);

    const seen = await subject().observer.observe(['field-service'], false);

    expect(seen.get('field-service')).toEqual({ busyPercent: percent });
  });

  it('looks at many queues in one request', async () => {
    await subject().staff('field-service', { busy: 1, idle: 3 });
    await subject().staff('review', { busy: 1, idle: 1 });
    const before = subject().looks();

    const seen = await subject().observer.observe(['field-service', 'review'], true);

    expect(Object.fromEntries(seen)).toEqual({
      'field-service': { busyPercent: 25, waiting: {} },
      review: { busyPercent: 50, waiting: {} },
    });
    expect(subject().looks() - before).toBe(1);
  });

  it('tells since when the first contact of a queue waits', async () => {
    const since = new Date('2026-11-21T09:00:00.000Z');
    await subject().wait('field-service', since);

    const seen = await subject().observer.observe(['field-service', 'review'], true);

    expect(seen.get('field-service')?.waiting).toEqual({ since });
    expect(seen.get('review')?.waiting).toEqual({});
  });

  it('says when the platform cannot be asked now', async () => {
    await subject().fail();

    await expect(subject().observer.observe(['field-service'], true)).rejects.toMatchObject({
      name: 'TransientError',
    });
  });
}
