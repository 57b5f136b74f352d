import * as z from 'zod/mini';
import { RejectedError } from '../errors.ts';
import type { QueueObserver, QueueSeen } from '../ports/queue-observer.ts';
import type { TrunkObserver } from '../ports/trunk-observer.ts';
import { CxoneInstant, cxoneAnswer } from './cxone-answers.ts';
import type { CxoneRequests } from './cxone-requests.ts';

const Count = z.int().check(z.minimum(0));

/** `GET /skills/activity`, as far as it is read; what is not of the kind that was promised is not known. */
const Activity = z.object({
  skillId: z.number(),
  agentsWorking: z.catch(z.optional(Count), undefined),
  agentsACW: z.catch(z.optional(Count), undefined),
  agentsAvailable: z.catch(z.optional(Count), undefined),
  queueCount: z.catch(z.optional(Count), undefined),
  earliestQueueTime: z.catch(z.optional(CxoneInstant), undefined),
});
type Activity = z.infer<typeof Activity>;
const Activities = z.object({ skillActivity: z._default(z.array(Activity), []) });

/** Skills whose activity one answer may tell; none has been published. */
const MOST_SKILLS = 1000;

/** Nobody waits for days: an older instant stands for none at all. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/**
 * How busy skills are and who waits, from `GET /skills/activity`, one request for all. The platform tells no occupancy
 * of now: it is (working + after-call work) / (those + available) of the agents who have the skill and are logged in.
 * An agent who works on another skill is busy for all of theirs. Who is unavailable is neither busy nor to be had.
 * What is not told counts as busy. (client of github calljacob/nice-cxone-api, RealtimedataRealtimeService)
 */
export function cxoneObservations(
  requests: CxoneRequests,
  queueIds: Readonly<Record<string, string>>,
  now: () => Date,
): QueueObserver {
  return {
    async observe(routingQueues, waits) {
      if (routingQueues.length === 0) return new Map();
      const ids = routingQueues.map((name) => [name, idOf(name, queueIds)] as const);
      const query = { top: String(MOST_SKILLS) };
      const answer = await requests.ask({ method: 'GET', path: '/skills/activity', query });
      const { skillActivity } = answer ? cxoneAnswer(Activities, answer) : { skillActivity: [] };
      const byId = new Map(skillActivity.map((activity) => [String(activity.skillId), activity]));
      return new Map(ids.map(([name, id]) => [name, queueSeen(byId.get(id), waits, now())]));
    },
  };
}

/** CXone tells of no trunks: its carriers are its own affair. */
export const cxoneTrunks: TrunkObserver = { trunks: async () => [] };

function idOf(name: string, queueIds: Readonly<Record<string, string>>): string {
  const id = queueIds[name];
  if (id !== undefined) return id;
  throw new RejectedError('unknown_routing_queue', `telephony.queueIds names no queue ${name}`);
}

function queueSeen(activity: Activity | undefined, waits: boolean, now: Date): QueueSeen {
  const waiting = waits && activity ? whoWaits(activity, now) : undefined;
  return { busyPercent: busyPercent(activity), ...(waiting && { waiting }) };
}

/** Contacts without a time leave it unknown. */
function whoWaits({ queueCount, earliestQueueTime }: Activity, now: Date): QueueSeen['waiting'] {
  if (queueCount === 0) return {};
  if (queueCount === undefined || earliestQueueTime === undefined) return undefined;
  const tooOld = now.getTime() - earliestQueueTime.getTime() > LONGEST_WAIT_MS;
  return tooOld ? undefined : { since: earliestQueueTime };
}

function busyPercent({ agentsWorking, agentsACW, agentsAvailable }: Partial<Activity> = {}): number {
  if (agentsWorking === undefined || agentsACW === undefined || agentsAvailable === undefined) return 100;
  const busy = agentsWorking + agentsACW;
  const all = busy + agentsAvailable;
  return all === 0 ? 100 : (100 * busy) / all;
}
