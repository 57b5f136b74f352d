import * as z from 'zod/mini';
import { SourceName } from './measurement.ts';

const whole = (least: number) => z.int().check(z.minimum(least));
const text = z.string().check(z.minLength(1));

/** When a reading is a breach, and when it is over: the band between the two decides nothing. */
export const Threshold = z.strictObject({
  raiseAbove: z.number().check(z.minimum(0)),
  clearAtMost: z.number().check(z.minimum(0)),
  /** Breaches in a row before anybody is told. */
  consecutive: whole(1),
  /** Without a further breach for this long, it is over. */
  calmSeconds: whole(1),
});
export type Threshold = z.infer<typeof Threshold>;

/** Thresholds by metric; what a source has of its own replaces single values. */
export const Thresholds = z.strictObject({
  waitSeconds: Threshold,
  trunkDown: Threshold,
  edgeDown: Threshold,
  /** By queue name or id, of `waitSeconds`. */
  queues: z.record(SourceName, z.partial(Threshold)),
});
export type Thresholds = z.infer<typeof Thresholds>;

/** What a template may name between `{{` and `}}`. */
export const TEMPLATE_FIELDS = [
  'source',
  'kind',
  'metric',
  'value',
  'peak',
  'threshold',
  'since',
  'readings',
  'previousTicket',
  'key',
] as const;
export type TemplateField = (typeof TEMPLATE_FIELDS)[number];

/** The ticket as people see it. Texts may name `TEMPLATE_FIELDS` as `{{name}}`. */
export const TicketTemplate = z.strictObject({
  subject: text,
  description: text,
  priority: z.enum(['high', 'normal', 'low']),
  source: text,
});
export type TicketTemplate = z.infer<typeof TicketTemplate>;

/** How incidents become tickets. */
export const TicketingRules = z.strictObject({
  thresholds: Thresholds,
  template: TicketTemplate,
  /** A breach this soon after the end reopens the ticket; later it gets a new one. */
  activeMinutes: whole(1),
  /** Between two notes on a ticket whose breach lasts. One minute is the least (guide 003, edge case 1). */
  noteMinutes: whole(1),
  /** Sources of a kind with a ticket of their own at once; all others share one parent. */
  mass: z.strictObject({ queues: whole(1), trunksOfAnEdge: whole(1) }),
  /** How long a desk that cannot be reached is asked again before a person must look. A day is the least. */
  patienceHours: whole(24),
  /** Edge id to its trunks' ids, for events that do not tell it. */
  edges: z.record(SourceName, z.array(SourceName)),
});
export type TicketingRules = z.infer<typeof TicketingRules>;

/** Words of the desk for our three priorities. */
const Priorities = z.strictObject({ high: text, normal: text, low: text });
const Urgency = z.enum(['1', '2', '3']);

/** Incidents of ServiceNow. `closeCode`: a choice of the instance; releases spell it differently. */
export const ServiceNowSettings = z.strictObject({
  kind: z.literal('servicenow'),
  baseUrl: z.url(),
  secretArn: text,
  closeCode: text,
  impact: z.strictObject({ high: Urgency, normal: Urgency, low: Urgency }),
  assignmentGroup: z.optional(text),
  callerId: z.optional(text),
});
export type ServiceNowSettings = z.infer<typeof ServiceNowSettings>;

/** Cases of Salesforce. `externalIdField` must be an external id and unique; `baseUrl` is the My Domain host. */
export const SalesforceSettings = z.strictObject({
  kind: z.literal('salesforce'),
  baseUrl: z.url(),
  secretArn: text,
  apiVersion: z.string().check(z.regex(/^v(4[6-9]|[5-9]\d)\.0$/, 'must be v46.0 or later')),
  externalIdField: z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]*__c$/)),
  sourceField: z.optional(z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]*__c$/))),
  status: z.strictObject({ open: text, closed: text }),
  priorities: Priorities,
});
export type SalesforceSettings = z.infer<typeof SalesforceSettings>;

/** The desk where people work on tickets. */
export const TicketDeskSettings = z.discriminatedUnion('kind', [ServiceNowSettings, SalesforceSettings]);
export type TicketDeskSettings = z.infer<typeof TicketDeskSettings>;
