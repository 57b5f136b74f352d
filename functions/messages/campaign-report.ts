import * as z from 'zod/mini';
import { Key } from './key.ts';

const Count = z.int().check(z.minimum(0));
const Name = z.string().check(z.minLength(1), z.maxLength(256));

/** UTC, ISO 8601. A report is a document: its instants stay text. */
const Utc = z.iso.datetime();

/** `<reportId>` of one completion of one campaign; its versions share it. */
export const ReportId = z.string().check(z.regex(/^rpt-[0-9a-f]{24}$/));

/** How a campaign ended; `running` is a report by schedule on one that never does. */
export const CampaignEnding = z.enum(['completed', 'stopped', 'failed', 'running']);
export type CampaignEnding = z.infer<typeof CampaignEnding>;

/** A figure that is another than in the version before. */
export const FigureChange = z.strictObject({
  /** Path in the report, e.g. `metrics.successfulContacts`. */
  figure: Name,
  before: z.nullable(z.union([z.number(), z.string()])),
  after: z.nullable(z.union([z.number(), z.string()])),
});
export type FigureChange = z.infer<typeof FigureChange>;

/** What does not add up, in contacts and calls. All zero: nothing is missing. */
export const Residual = z.strictObject({
  /** Contacts neither called nor skipped. Of a stopped campaign they are simply left. */
  contactsLeft: z.int(),
  /** Called contacts of which analytics knows no attempt yet. */
  attemptsMissing: Count,
  /** Contacts the event announced less those the platform counts; `null` where the event announced none. */
  announcedMissing: z.nullable(z.int()),
});
export type Residual = z.infer<typeof Residual>;

/**
 * What a campaign achieved (guide 004, section 3). Holds nothing personal: no names, numbers or users. A later version
 * replaces the earlier; `reportId` and `version` name one document that never changes.
 */
export const CampaignReport = z.strictObject({
  reportId: ReportId,
  version: z.int().check(z.minimum(1)),
  /** The version this one corrects. */
  supersedes: z.nullable(z.strictObject({ reportId: ReportId, version: z.int().check(z.minimum(1)) })),
  /** What the correction changed; empty in a first version. */
  differences: z.array(FigureChange),
  campaignId: Key,
  completionTimestamp: Utc,
  /** When it ran out of contacts; `null` when it was halted or goes on. */
  endTime: z.nullable(Utc),
  /** The figures may still change: they were not seen to agree in time. `residual` says by how much. */
  provisional: z.boolean(),
  /** What analytics was asked for, both ends with their margin. */
  interval: z.strictObject({ start: Utc, end: Utc }),
  metrics: z.strictObject({
    totalCallsAttempted: Count,
    successfulContacts: Count,
    /** Successful contacts for each attempted call, 0 to 1; `null` without an attempt. */
    contactRate: z.nullable(z.number()),
    /** `null` when nobody was spoken to. */
    avgHandleTimeSeconds: z.nullable(z.number().check(z.minimum(0))),
    status: CampaignEnding,
  }),
  /** The dialer's own progress. */
  contacts: z.strictObject({
    total: Count,
    called: Count,
    skipped: Count,
    skippedByReason: z.record(Name, Count),
  }),
  residual: Residual,
  /** Successful contacts by wrap-up code; `null` is none given. Most first. */
  outcomes: z.array(z.strictObject({ wrapUpCode: z.nullable(Name), contacts: Count })),
  /** One entry for each hour with an attempt, ascending. */
  series: z.array(z.strictObject({ start: Utc, attempts: Count, contacts: Count })),
  /** What the figures were read from, with the platform's own id of each answer where it gave one. */
  sources: z.array(z.strictObject({ query: Name, id: z.nullable(Name), at: Utc })),
  metadata: z.strictObject({
    generatedBy: Name,
    /** Of the document's shape. */
    version: Name,
    generatedAt: Utc,
  }),
});
export type CampaignReport = z.infer<typeof CampaignReport>;
