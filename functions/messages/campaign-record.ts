import * as z from 'zod/mini';
import { CampaignEnding, ReportId } from './campaign-report.ts';
import { Instant, Key } from './key.ts';
import { Receipt, Sha256 } from './report-receipt.ts';

const Count = z.int().check(z.minimum(0));

/**
 * A version of a report on its way into one warehouse.
 * - `DUE`: to be delivered at `nextAt`; `why` tells why the last try failed.
 * - `DELIVERED`: the receipt says what the report says.
 * - `PARKED`: refused for good, or not confirmed in time; a person must look.
 */
export const Delivery = z.strictObject({
  state: z.enum(['DUE', 'DELIVERED', 'PARKED']),
  attempts: Count,
  since: Instant,
  nextAt: z.nullable(Instant),
  receipt: z.nullable(Receipt),
  why: z.nullable(z.string()),
});
export type Delivery = z.infer<typeof Delivery>;

/** A version of a report: its documents lie in the archive and never change. */
export const ReportVersion = z.strictObject({
  version: z.int().check(z.minimum(1)),
  provisional: z.boolean(),
  /** Names the documents in the archive. */
  document: Sha256,
  rows: Count,
  sha256: Sha256,
  /** Of the figures alone: the same figures read again make no new version. */
  figures: Sha256,
  builtAt: Instant,
  /** By the name of the warehouse; `s3` is always one of them. */
  deliveries: z.record(z.string(), Delivery),
  /** When those who asked are told; `null` when they have been, or cannot be yet. */
  tellAt: z.nullable(Instant),
  told: z.boolean(),
});
export type ReportVersion = z.infer<typeof ReportVersion>;

/**
 * One end of one campaign.
 * - `SEEN`: nothing asked yet. `SETTLING`: the figures do not agree yet.
 * - `RECHECKING`: there is a report; its figures are looked at again.
 * - `FINAL`: the report is final and its correction window is over.
 * - `UNSETTLED`: the window is over and the figures never agreed; the last report says by how much.
 * - `UNREPORTED`: the platform never gave figures. `UNKNOWN`: it knows no such campaign.
 */
export const Completion = z.strictObject({
  reportId: ReportId,
  ending: CampaignEnding,
  endedAt: Instant,
  startedAt: z.nullable(Instant),
  /** Contacts the event announced. */
  announced: z.nullable(Count),
  seenAt: Instant,
  phase: z.enum(['SEEN', 'SETTLING', 'RECHECKING', 'FINAL', 'UNSETTLED', 'UNREPORTED', 'UNKNOWN']),
  why: z.nullable(z.string()),
  /** Looks so far; grows with every one. */
  looks: Count,
  /** Looks since the figures last changed. */
  calm: Count,
  /** First look that our own budget let pass. */
  settlingSince: z.nullable(Instant),
  /** Hash of the figures as last read. */
  read: z.nullable(Sha256),
  nextLookAt: z.nullable(Instant),
  versions: z.array(ReportVersion),
});
export type Completion = z.infer<typeof Completion>;

/**
 * How a campaign stands. `complete`: it has run out of contacts; `off`: people stopped it; `failed`: the platform did, or
 * its configuration is not valid; `other`: a word that says none of these.
 */
export type CampaignStatus = 'on' | 'stopping' | 'off' | 'complete' | 'failed' | 'other';

/** What is remembered of a campaign: its last known state, and its last ends, oldest first. Holds nothing personal. */
export const CampaignRecord = z.strictObject({
  campaignId: Key,
  /** A `CampaignStatus`, as it was written; `null` before any was heard. */
  status: z.nullable(z.string()),
  /** Of the platform's configuration; -1 before any was heard. */
  version: z.int(),
  /** The last look at it, where only looks date what becomes of it. */
  seenAt: z.exactOptional(Instant),
  /** When it began, unless nobody saw it. */
  runningSince: z.nullable(Instant),
  completions: z.array(Completion),
});
export type CampaignRecord = z.infer<typeof CampaignRecord>;

/** A campaign's records have something due. `hops` counts messages in a row, so that none can feed itself for ever. */
export const AdvanceRequest = z.strictObject({ advance: Key, hops: z.int().check(z.minimum(0)) });
export type AdvanceRequest = z.infer<typeof AdvanceRequest>;
