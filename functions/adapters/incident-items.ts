import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { Metric, Source } from '../messages/measurement.ts';
import type { Incident, IncidentId } from '../ports/incidents.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** Counted from the last change, like every record of the ledger. */
const KEPT_DAYS = 30;

/** Incidents that have an appointment, on the index `due`; apart from the shards that recovery sweeps. */
export const INCIDENT_SHARD = 'incidents#0';

export const incidentKey = ({ source, metric }: IncidentId): string =>
  `INCIDENT#${source.kind}:${encodeURIComponent(source.id)}#${metric}`;
export const ticketKey = (name: string): string => `TICKET#${encodeURIComponent(name)}`;
export const groupKey = (group: string): string => `GROUP#${encodeURIComponent(group)}`;

/** The attribute that holds a member's place. */
export const memberAttribute = (memberId: string): string =>
  `m_${createHash('sha256').update(memberId).digest('hex').slice(0, 24)}`;

/** TTL attribute, epoch seconds. An incident that still has an appointment is never forgotten before it. */
export const keptUntil = (from: Date): number => Math.ceil(from.getTime() / 1000) + KEPT_DAYS * DAY_SECONDS;

const Text = z.string();
const Moment = z.pipe(
  z.number(),
  z.transform((ms: number) => new Date(ms)),
);
const Id = z.object({ source: z.pick(Source, { kind: true, id: true }), metric: Metric });

const State = z.enum([
  'WATCHING',
  'OPENING',
  'CONFIRMING',
  'OPEN',
  'CLEARING',
  'RESOLVING',
  'RESOLVED',
  'JOINING',
  'JOINED',
  'LEAVING',
  'PARKED',
]);

/** An incident as one attribute holds it: instants in epoch milliseconds. */
const Stored = z.object({
  source: Source,
  metric: Metric,
  state: State,
  episode: z.int(),
  key: Text,
  since: Moment,
  readAt: Moment,
  value: z.number(),
  peak: z.number(),
  breaches: z.int(),
  count: z.int(),
  calmSince: z.exactOptional(Moment),
  ticket: z.exactOptional(z.object({ id: Text, number: z.exactOptional(Text), url: Text })),
  reopen: z.exactOptional(z.literal(true)),
  previousTicket: z.exactOptional(Text),
  seated: z.exactOptional(z.literal(true)),
  parent: z.exactOptional(Id),
  notes: z.int(),
  notedAt: z.exactOptional(Moment),
  notedCount: z.number(),
  closedAt: z.exactOptional(Moment),
  closedBy: z.exactOptional(z.enum(['calm', 'desk'])),
  keptOpen: z.exactOptional(z.literal(true)),
  attempts: z.int(),
  failingSince: z.exactOptional(Moment),
  why: z.exactOptional(Text),
  parkedFrom: z.exactOptional(State),
  leaseUntil: z.exactOptional(Moment),
  nextAt: z.exactOptional(Moment),
  log: z.array(Text),
});

/** What the ledger holds of an incident besides its version. */
export function incidentText({ version: _version, ...incident }: Incident): string {
  return JSON.stringify(incident, (name, value: unknown) =>
    INSTANTS.has(name) && typeof value === 'string' ? Date.parse(value) : value,
  );
}

const INSTANTS = new Set([
  'since',
  'readAt',
  'calmSince',
  'notedAt',
  'closedAt',
  'failingSince',
  'leaseUntil',
  'nextAt',
]);

/** The incident of an item. @throws {ZodError} it is none of ours */
export function incidentFrom(text: string | undefined, version: number): Incident {
  const stored = Stored.parse(JSON.parse(text ?? 'null'));
  return { ...(stored satisfies Omit<Incident, 'version'>), version };
}

/** Whose ticket an item says it is. */
export const ownerText = ({ source, metric }: IncidentId): string =>
  JSON.stringify({ source: { kind: source.kind, id: source.id }, metric });
export const ownerFrom = (text: string | undefined): IncidentId => Id.parse(JSON.parse(text ?? 'null'));

/** The incident a partition key stands for. @throws {ZodError} it stands for none */
export function idOfKey(pk: string): IncidentId {
  const [, kind, id = '', metric] = /^INCIDENT#(\w+):([^#]*)#(\w+)$/.exec(pk) ?? [];
  return Id.parse({ source: { kind, id: decodeURIComponent(id) }, metric });
}
