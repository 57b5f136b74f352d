import * as z from 'zod/mini';
import { dynamoDue } from '../../../functions/adapters/dynamo-due.ts';
import { dynamoPaceBook } from '../../../functions/adapters/dynamo-pace.ts';
import { dynamoProfiles, PROFILE_PREFIX } from '../../../functions/adapters/dynamo-profiles.ts';
import { RejectedError, TransientError } from '../../../functions/errors.ts';
import { Profile } from '../../../functions/messages/profile.ts';
import { remindDue } from '../../../functions/reminder/remind-due.ts';
import { pacer } from '../../../functions/runtime/pacer.ts';
import { eraseProfile } from '../../../functions/segmentation/erase-profile.ts';
import { SEGMENT_TIMING } from '../../../functions/segmentation/profile-steps.ts';
import type { SegmentationPorts } from '../../../functions/segmentation/segmentation-ports.ts';
import { SegmentationMessage, updateSegments } from '../../../functions/segmentation/update-segments.ts';
import { memoryDynamo } from '../../support/memory-dynamo.ts';
import { drawnFaults } from '../drawn-faults.ts';
import type { Simulation } from '../simulation.ts';
import { crmModel } from './crm-model.ts';
import { faultyTable } from './faulty-table.ts';
import { SEGMENT_FAULTS } from './segment-faults.ts';
import { completionsOf, RULES } from './workload.ts';
import { worldTime } from './world-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How far a worker's clock is from the true time at most, ms. */
const SKEW_MS = 1000;
/** A queue hides a message this long when its worker is gone. */
const VISIBILITY_MS = 180_000;
export const START = Date.parse('2026-03-02T10:00:00.000Z');
const POLICY = { rules: RULES, timing: { ...SEGMENT_TIMING, coalesceMs: 5000 } };
const TABLES = {
  contacts: { partitionKey: 'pk', indexes: { due: { partitionKey: 'shard', sortKey: 'nextAt' } } },
  ledger: { partitionKey: 'pk' },
};
const BUDGET = { requestsPerMinute: 600, shares: { segments: 5 }, spreadMs: 2 * SKEW_MS };

/** One world of customers, workers, queues and a CRM, built into a run. */
export function segmentWorld(simulation: Simulation) {
  const chance = simulation.chance('segmentation');
  const time = worldTime(simulation.timeline);
  const lengthMs = chance.pick([MINUTE_MS, 10 * MINUTE_MS, 2 * HOUR_MS]);
  const faults = drawnFaults(simulation, simulation.chance('segment faults'), {
    ...SEGMENT_FAULTS,
    start: START,
    endsAt: START + lengthMs,
  });
  const { violated, trace } = simulation;
  const customers = Array.from({ length: 1 + Math.floor(chance.between(0, 3)) }, (_, index) => `C-${index}`);
  const world = { time, chance, faults, violated, trace };
  const known = customers.filter(() => chance.happens(0.7));
  const model = crmModel(known, world);
  const table = memoryDynamo({ tables: TABLES });
  const posts = customers
    .flatMap((id) => completionsOf(id, chance, START, lengthMs))
    .map((post, nth) => ({ ...post, name: `post:${nth}` }))
    .filter(({ name }) => !simulation.without.has(name));
  const endsAt = Math.max(START + lengthMs, faults.downTo, ...posts.map(({ at }) => at));
  const waiting = new Set<string>();

  function portsOf(): SegmentationPorts {
    const skew = chance.between(-SKEW_MS, SKEW_MS);
    const clock = { now: () => new Date(Math.floor(time.now() + skew)) };
    const sleep = {
      until: (instant: Date) => time.sleep(Math.max(0, instant.getTime() - clock.now().getTime())),
    };
    const book = dynamoPaceBook(faultyTable(table, world), 'ledger', chance);
    return {
      profiles: dynamoProfiles(faultyTable(table, world), 'contacts', chance),
      crm: model.crm,
      pace: pacer('crm', BUDGET, { book, clock, sleep, random: chance }),
      identifiers: { of: async () => undefined },
      transcripts: { read: async () => undefined },
      outbox: { updateDue: leave },
      clock,
      random: chance,
    };
  }

  async function leave(updateDue: string, delaySeconds: number): Promise<void> {
    await time.sleep(chance.between(1, 30));
    if (faults.strikes('queueLost')) return;
    push(JSON.stringify({ updateDue }), time.now() + delaySeconds * 1000);
  }

  function push(text: string, visibleAt: number): void {
    const id = `m${waiting.size}-${chance.id()}`;
    waiting.add(id);
    time.at(visibleAt, () => deliver(id, text));
    if (faults.strikes('queueTwice')) time.at(visibleAt + chance.between(0, 5000), () => deliver(id, text));
  }

  /** One delivery as `sqsWorker` treats it; a worker that is gone leaves its message to the next. */
  function deliver(id: string, text: string): void {
    if (!waiting.has(id)) return;
    trace(() => `deliver ${text}`);
    let isOver = false;
    time.at(time.now() + VISIBILITY_MS, () => {
      if (!isOver) deliver(id, text);
    });
    const message = z.parse(SegmentationMessage, JSON.parse(text));
    const delivery = { edgeId: id, attribute: () => undefined };
    updateSegments(message, delivery, portsOf(), POLICY).then(
      () => {
        isOver = true;
        if (!faults.strikes('notDeleted')) waiting.delete(id);
        else time.at(time.now() + VISIBILITY_MS, () => deliver(id, text));
      },
      (error: unknown) => {
        isOver = true;
        if (error instanceof RejectedError) violated('accepted', `${error.reason}: ${text}`);
        if (!(error instanceof TransientError)) violated('expected', String(error));
        time.at(time.now() + chance.between(1000, 60_000), () => deliver(id, text));
      },
    );
  }

  /** Nothing more comes, and nothing is left that a sweep could find. */
  const isIdle = (): boolean =>
    time.now() >= simulation.calmSince() &&
    waiting.size === 0 &&
    table.items('contacts').every(({ nextAt }) => nextAt === undefined);

  function sweepEachMinute(): void {
    const skewed = { now: () => new Date(time.now()) };
    const updates = { prefix: 'PROFILE#', remind: (id: string) => leave(id, 0) };
    const due = dynamoDue(faultyTable(table, world), 'contacts');
    void remindDue(() => MINUTE_MS, { due, clock: skewed, reminders: [updates] }).catch(() => undefined);
    const next = time.now() + MINUTE_MS;
    if (isIdle()) time.aside(next, sweepEachMinute);
    else time.at(next, sweepEachMinute);
  }

  /** The profile first; the CRM's customer is deleted when no write can be under way any more. */
  async function erase(customerId: string): Promise<void> {
    await eraseProfile(customerId, dynamoProfiles(table, 'contacts', chance));
    time.at(time.now() + SEGMENT_TIMING.leaseMs + 2 * SKEW_MS, () => model.customers.delete(customerId));
  }

  const gone = new Set(customers.filter(() => chance.happens(0.15)));
  for (const id of gone) time.at(START + chance.between(0, lengthMs), () => void erase(id));
  for (const { at, completion } of posts) time.at(at, () => push(JSON.stringify(completion), time.now()));
  time.at(START + MINUTE_MS, sweepEachMinute);
  const profilesThere = () =>
    new Map(
      table.items('contacts').map((item) => {
        const id = decodeURIComponent((item.pk?.S ?? '').slice(PROFILE_PREFIX.length));
        return [id, Profile.parse(JSON.parse(item.body?.S ?? ''))];
      }),
    );
  const parts = [...faults.parts, ...posts.map(({ name }) => name)];
  return { customers, gone, posts, profilesThere, crm: model.customers, waiting, endsAt, parts };
}
