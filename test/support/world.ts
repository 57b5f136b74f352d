import * as z from 'zod/mini';
import { alertFrom } from '../../functions/adapters/ledger-items.ts';
import type { AlertRecord } from '../../functions/ports/ledger.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { tellStory } from '../../functions/story/tell-story.ts';
import { MINUTE } from './builders.ts';
import type { QueuedMessage, WorkerName } from './fake-outbox.ts';
import { type WorldOverrides, worldParts } from './world-parts.ts';
import { worldWorkers } from './world-workers.ts';

/** A world that is not quiet after so many deliveries never is. */
const MOST_DELIVERIES = 20_000;

/** What a test can do with a world and see of it. */
export type AlertWorld = ReturnType<typeof alertWorld>;

/**
 * The alert's whole way in one process: the real use cases, decisions, ledger and contact cache on a DynamoDB in
 * memory, with fakes for the platform, the CRM, the archive, the queues, the clock and chance.
 */
export function alertWorld(overrides: WorldOverrides = {}) {
  const parts = worldParts(overrides);
  const { clock, queues, table } = parts;
  const { deliver, sweep: sweepOnly, dropped, ...left } = worldWorkers(parts);
  let posts = 0;

  async function run(): Promise<void> {
    for (let deliveries = 0; deliveries < MOST_DELIVERIES; deliveries++) {
      const next = queues.take();
      if (!next) return;
      await deliver(next);
    }
    throw new Error('the world does not come to rest');
  }

  async function sweep(): Promise<void> {
    await sweepOnly();
    await run();
  }

  /** Every alert of the ledger, as it is. */
  const alerts = (): AlertRecord[] =>
    table
      .items('ledger')
      .filter((item) => item.pk?.S?.startsWith('ALERT#'))
      .map(alertFrom);

  /** When something happens by itself next; `undefined` when nothing ever will. */
  function nextEvent(): number | undefined {
    const looks = alerts().flatMap(({ nextAt, ringLookAt }) => {
      const look = nextAt ?? ringLookAt;
      return look ? [look.getTime()] : [];
    });
    const messages = queues.all().map(({ visibleAt }) => visibleAt.getTime());
    const events = [...looks, ...messages];
    return events.length === 0 ? undefined : Math.min(...events);
  }

  return {
    ...parts,
    ...left,
    alerts,
    /** Delivers what is visible until all is quiet. */
    run,
    /** One sweep of recovery, and the messages it leaves. */
    sweep,
    /** One sweep of recovery; its messages stay in their queues. */
    sweepOnly,
    /** Delivers the message that was left first. */
    async runOne(): Promise<void> {
      const next = queues.take();
      if (next) await deliver(next);
    },
    /** Delivers everything that is visible at once, so that the workers' steps interleave, then goes on in order. */
    async runTogether(): Promise<void> {
      const together: QueuedMessage[] = [];
      for (let next = queues.take(); next; next = queues.take()) together.push(next);
      await Promise.all(together.map(deliver));
      await run();
    },
    /** Delivers messages until one waits for this worker. @throws {Error} none ever does */
    async runUntil(worker: WorkerName): Promise<void> {
      while (queues.waiting(worker).length === 0) {
        const next = queues.take();
        if (!next) throw new Error(`nothing was left for ${worker}`);
        await deliver(next);
      }
    },
    /** Leaves one request at the door: an alert, an array of them, or anything else. */
    post(body: unknown, edgeId = `edge-${++posts}`, received = 0): void {
      const text = JSON.stringify(body);
      queues.push({ worker: 'admission', text, edgeId, received, visibleAt: clock.now() });
    },
    advance: (ms: number): void => clock.advance(ms),
    /** Minute after minute: queues, then recovery. */
    async pass(minutes: number): Promise<void> {
      for (let minute = 0; minute < minutes; minute++) {
        clock.advance(MINUTE);
        await run();
        await sweep();
      }
    },
    /** Goes from event to event, recovery once at each whole minute, until the time is up. */
    async settle(withinMs: number): Promise<void> {
      const end = clock.now().getTime() + withinMs;
      const comes = (next: number | undefined): next is number =>
        next !== undefined && next <= end && clock.now().getTime() < end;
      for (let next = nextEvent(); comes(next); next = nextEvent()) {
        const minute = Math.ceil(Math.max(next, clock.now().getTime() + 1) / MINUTE) * MINUTE;
        clock.set(new Date(minute));
        await run();
        await sweep();
      }
      clock.set(new Date(Math.max(end, clock.now().getTime())));
    },
    /** Waits for workers that were taken for gone and have been answered since. */
    afterwards: async (): Promise<void> => void (await Promise.all(dropped)),
    /** What a reader is told, through JSON as on the wire. */
    async story(key: string): Promise<Partial<AlertStory>> {
      const told = await tellStory(key, parts.shown);
      return z.parse(z.looseObject({}), JSON.parse(JSON.stringify(told ?? {})));
    },
  };
}
