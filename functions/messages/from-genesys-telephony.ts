import * as z from 'zod/mini';
import { isTrunkDown, TrunkStatus } from './genesys-trunk.ts';
import { Measurement } from './measurement.ts';
import type { TelephonyEvent } from './telephony-event.ts';

/** What a body says: readings, something no rule of ours is about, or the fields that are not as agreed. */
export type Readings =
  | { readonly kind: 'measured'; readonly measurements: readonly Measurement[] }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'drifted'; readonly fields: readonly string[] };

/** An event of the platform as EventBridge delivers it. */
export const BusEvent = z.looseObject({
  detail: z.looseObject({
    topicName: z.string(),
    timestamp: z.iso.datetime({ offset: true }),
    eventBody: z.looseObject({}),
  }),
});
export type BusEvent = z.infer<typeof BusEvent>;

/** One kind of topic: which it is by its real name, and how its body is read. */
interface Topic {
  readonly pattern: RegExp;
  readonly read: (body: unknown, id: string, at: string) => readonly unknown[] | undefined;
}

const Stats = z.object({
  group: z.object({ mediaType: z.optional(z.string()) }),
  data: z.array(
    z.object({
      interval: z.string(),
      metrics: z.array(
        z.object({
          metric: z.string(),
          stats: z.looseObject({ count: z.optional(z.number()), sum: z.optional(z.number()) }),
        }),
      ),
    }),
  ),
});
const Activity = z.object({
  results: z.array(
    z.object({ data: z.array(z.object({ metric: z.string(), count: z.optional(z.number()) })) }),
  ),
});
const Edge = z.object({ onlineStatus: z.string() });
const Operation = z.object({
  entityId: z.string(),
  entityName: z.optional(z.string()),
  entityType: z.string(),
  currentValue: z.string(),
  parentEntity: z.optional(z.string()),
});

/** Topics and bodies: Genesys SDK `notificationMappings.json`; see reference/genesys-cloud.md section 3.2. */
const TOPICS: readonly Topic[] = [
  { pattern: /^v2\.analytics\.queues\.([^.]+)\.observations$/, read: averageWait },
  { pattern: /^v2\.analytics\.queues\.([^.]+)\.activity$/, read: longestWait },
  { pattern: /^v2\.telephony\.providers\.edges\.trunks\.([^.]+)$/, read: trunkDown },
  { pattern: /^v2\.telephony\.providers\.edges\.([^.]+)$/, read: edgeDown },
  { pattern: /^v2\.operations\.events\.([^.]+)$/, read: operation },
];

/** The readings in an event of the bus. A body whose fields are not as the vendor's models say has drifted. */
export function fromBus({ detail }: BusEvent): Readings {
  for (const { pattern, read } of TOPICS) {
    const id = pattern.exec(detail.topicName)?.[1];
    if (id === undefined) continue;
    try {
      const found = read(detail.eventBody, id, detail.timestamp);
      return found ? checked(found) : { kind: 'ignored', reason: 'no reading in it' };
    } catch (error) {
      if (!(error instanceof z.core.$ZodError)) throw error;
      return { kind: 'drifted', fields: fieldsOf(error) };
    }
  }
  return { kind: 'ignored', reason: 'another topic' };
}

/** The readings in the guide's event. */
export function fromTelephonyEvent(event: TelephonyEvent): Readings {
  const isQueue = event.eventType === 'telephony.queue.waiting';
  const readings = checked(
    event.metrics.map(({ name, avg }) => ({
      source: { kind: isQueue ? 'queue' : 'trunk', id: name },
      metric: isQueue ? 'wait_seconds' : 'trunk_down',
      value: avg,
      at: event.timestamp,
    })),
  );
  if (readings.kind !== 'drifted') return readings;
  return { kind: 'drifted', fields: readings.fields.map((field) => GUIDE_FIELDS[field] ?? field) };
}

/** The guide's names of what we call otherwise. */
const GUIDE_FIELDS: Readonly<Record<string, string>> = { id: 'name', value: 'avg', at: 'timestamp' };

/** What was really meant must be a reading: an id that is missing or a value that is no number is drift. */
function checked(found: readonly unknown[]): Readings {
  const measurements: Measurement[] = [];
  for (const one of found) {
    const result = Measurement.safeParse(utc(one));
    if (!result.success) return { kind: 'drifted', fields: fieldsOf(result.error) };
    measurements.push(result.data);
  }
  return { kind: 'measured', measurements };
}

/** Our own messages carry UTC. */
function utc(one: unknown): unknown {
  if (typeof one !== 'object' || one === null || !('at' in one) || typeof one.at !== 'string') return one;
  return { ...one, at: new Date(one.at).toISOString() };
}

/** The last step of each path, which is a name of ours or of the vendor's model. */
function fieldsOf(error: z.core.$ZodError): string[] {
  const names = error.issues.map(({ path }) =>
    String(path.findLast((step) => typeof step === 'string') ?? 'body'),
  );
  return [...new Set(names)];
}

/** Seconds an answered contact waited on average in the interval: `tAnswered` is in milliseconds. */
function averageWait(body: unknown, id: string, at: string): readonly unknown[] | undefined {
  const { data } = Stats.parse(body);
  const waits = data.flatMap(({ metrics }) => metrics.filter(({ metric }) => metric === 'tAnswered'));
  const count = waits.reduce((sum, { stats }) => sum + (stats.count ?? 0), 0);
  if (count === 0) return undefined;
  const total = waits.reduce((sum, { stats }) => sum + (stats.sum ?? Number.NaN), 0);
  return [queueReading(id, total / count / 1000, at)];
}

/** `oLongestWaiting` tells milliseconds in `count`; where nobody waits, nobody waits for long. */
function longestWait(body: unknown, id: string, at: string): readonly unknown[] | undefined {
  const entries = Activity.parse(body).results.flatMap(({ data }) => data);
  const longest = entries.filter(({ metric }) => metric === 'oLongestWaiting');
  if (longest.length > 0) {
    return [queueReading(id, Math.max(...longest.map(({ count }) => count ?? Number.NaN)) / 1000, at)];
  }
  const waiting = entries.filter(({ metric }) => metric === 'oWaiting');
  const nobody = waiting.length > 0 && waiting.every(({ count }) => count === 0);
  return nobody ? [queueReading(id, 0, at)] : undefined;
}

const queueReading = (id: string, value: number, at: string) => ({
  source: { kind: 'queue', id },
  metric: 'wait_seconds',
  value,
  at,
});

function trunkDown(body: unknown, id: string, at: string): readonly unknown[] | undefined {
  const down = isTrunkDown(TrunkStatus.parse(body));
  if (down === undefined) return undefined;
  return [{ source: { kind: 'trunk', id }, metric: 'trunk_down', value: down ? 1 : 0, at }];
}

function edgeDown(body: unknown, id: string, at: string): readonly unknown[] {
  const { onlineStatus } = Edge.parse(body);
  return [
    { source: { kind: 'edge', id }, metric: 'edge_down', value: onlineStatus === 'OFFLINE' ? 1 : 0, at },
  ];
}

/** Operational events tell of a trunk also its name and its edge. */
function operation(body: unknown, _id: string, at: string): readonly unknown[] | undefined {
  const told = Operation.parse(body);
  const value = { IN_SERVICE: 0, OUT_OF_SERVICE: 1 }[told.currentValue];
  if (told.entityType !== 'TRUNK' || value === undefined) return undefined;
  const source = {
    kind: 'trunk',
    id: told.entityId,
    ...(told.entityName !== undefined && { name: told.entityName }),
    ...(told.parentEntity !== undefined && { edgeId: told.parentEntity }),
  };
  return [{ source, metric: 'trunk_down', value, at }];
}
