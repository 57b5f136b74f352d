import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Stage } from '../../lib/stage.ts';
import { occupancyOf } from '../../lib/stage-pacing.ts';
import { CUSTOMERS } from '../seed.ts';
import type { SimulatedCrm } from '../simulators/crm.ts';
import type { PlatformSimulator } from '../simulators/platform.ts';
import type { LocalSystem } from '../system.ts';
import type { AcceptedAlerts } from './accepted-alerts.ts';
import { type Acts, acts } from './acts.ts';
import { consoleRoutes } from './console-routes.ts';
import type { Crash } from './crash.ts';
import type { SampleAlert } from './sample-alerts.ts';
import { shownClock } from './shown-clock.ts';
import type { Snapshot } from './snapshot.ts';
import { snapshots } from './snapshots.ts';
import { storyPage } from './story-list.ts';
import { watchSystem } from './watch.ts';

/** What the console of a local system is made of. */
export interface ConsoleParts {
  readonly system: LocalSystem;
  readonly stage: Stage;
  readonly accepted: AcceptedAlerts;
  readonly crash: Crash;
  /** Absent: nothing is simulated, and there are no buttons. */
  readonly simulators?: { readonly platform: PlatformSimulator; readonly crm: SimulatedCrm } | undefined;
}

/** Answers the console's paths. */
export interface LocalConsole {
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Ends all streams. */
  stop(): void;
}

const MINUTE_MS = 60_000;

/** The live console of a running local system. */
export function localConsole({ system, stage, accepted, crash, simulators }: ConsoleParts): LocalConsole {
  const clock = shownClock(system);
  const watch = watchSystem({ system, accepted, clock, scope: scopeOf(stage) });
  const { book } = watch;
  const dialing = system.functionNames.find((name) => name.includes('Dialing')) ?? '';
  const buttons: Acts | undefined =
    simulators &&
    acts({
      ...simulators,
      clock,
      window: stage.dialing.window,
      post: (body) => postAlerts(system.url, body),
      armCrash: () => crash.arm(() => system.killFunction(dialing)),
      count: (keys) => {
        const own = [...book.alerts.values()].filter(({ key }) => keys.has(key));
        return { admitted: own.length, ended: own.filter(({ nextAt }) => nextAt === undefined).length };
      },
    });

  async function look(): Promise<Snapshot> {
    const { came, ...overview } = await watch.look();
    return {
      ...overview,
      local: {
        clock: { now: clock.now().toISOString(), aheadMs: clock.aheadMs },
        changes: book.changes(),
        came,
        customers: simulators ? KNOWN : [],
        world: simulators
          ? { calls: simulators.platform.conversations().length, tasks: simulators.crm.tasks().length }
          : null,
        faults: { slowCrm: false, throttled: false, ...buttons?.faults(), crash: crash.isArmed },
        storm: buttons?.storm() ?? null,
      },
    };
  }

  const stream = snapshots(look);
  return {
    answer: consoleRoutes({
      stream,
      clock,
      ...(buttons && { acts: buttons }),
      // The rules are loaded when somebody asks: they are large, and the start must not wait for them.
      story: async (key) => (await import('./local-story.ts')).localStory(key, { url: system.url, stage }),
      async stories(query) {
        await book.refresh();
        return storyPage(book.alerts.values(), book.copies.values(), query);
      },
    }),
    stop: stream.stop,
  };
}

const scopeOf = (stage: Stage) => ({
  maxAgeMs: stage.alerts.maxAgeMinutes * MINUTE_MS,
  occupancy: occupancyOf(stage),
  routingQueues: Object.keys(stage.telephony.queueIds),
  budgets: {
    telephony: stage.pacing.telephony.requestsPerMinute,
    crm: stage.pacing.crm.requestsPerMinute,
    desk: stage.pacing.desk.requestsPerMinute,
  },
});

/** Whom alerts can be sent for by hand. */
const KNOWN = CUSTOMERS.map(({ customerId, timeZone }) => ({ customerId, timeZone: timeZone ?? '' }));

/** The local stage's key opens its doors. @throws {Error} the door refused the body */
async function postAlerts(url: string, body: SampleAlert | readonly SampleAlert[]): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/v1/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'local' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (answer.status === 202) return;
    if (answer.status !== 429) throw new Error(`POST /v1/alerts: ${answer.status} ${text}`);
    const seconds = Number(answer.headers.get('retry-after') ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}
