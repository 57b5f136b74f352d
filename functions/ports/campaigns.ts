import type { CampaignStatus } from '../messages/campaign-record.ts';

/** How a campaign stands on the platform. */
export interface CampaignStanding {
  readonly campaignId: string;
  readonly status: CampaignStatus;
  /** Grows with every change; where the platform counts none, with every look. */
  readonly version: number;
  /**
   * When it came to stand so, as far as the platform tells: else when it was seen to have ended, or when what it works
   * through was made.
   */
  readonly changedAt: Date;
  /** The instant of the look, where the platform dates no change: what changed did so since the look before. */
  readonly seenAt?: Date;
  /** It never completes. */
  readonly alwaysRunning: boolean;
}

/** A campaign as people configured it, for the archive: the platform's own words. */
export interface CampaignSnapshot extends CampaignStanding {
  readonly configuration: unknown;
  /** The dialer's live figures; `null` where it tells none of a campaign that has ended. */
  readonly stats: unknown;
}

/** UTC; start inclusive, end exclusive. */
export interface Interval {
  readonly start: Date;
  readonly end: Date;
}

/** One answer the figures were read from. */
export interface FigureSource {
  /** `progress`: how far its contacts are; `aggregates`: what became of its calls. */
  readonly query: 'progress' | 'aggregates';
  /** The platform's own id of the answer, `null` where it gave none. */
  readonly id: string | null;
  readonly at: Date;
}

/** What a campaign achieved, as the platform tells it now. */
export interface CampaignFigures {
  readonly contacts: {
    readonly total: number;
    readonly called: number;
    readonly skippedByReason: Readonly<Record<string, number>>;
  };
  readonly attempts: number;
  readonly connects: number;
  readonly handled: { readonly count: number; readonly milliseconds: number };
  /** Connected contacts by wrap-up code; `null` is none. Most first, then by code. */
  readonly outcomes: readonly { readonly wrapUpCode: string | null; readonly contacts: number }[];
  /** By hour, ascending; hours without an attempt are left out. */
  readonly series: readonly { readonly start: Date; readonly attempts: number; readonly contacts: number }[];
  readonly sources: readonly FigureSource[];
}

/**
 * Campaigns of the platform and their figures. All methods are reads and may be repeated.
 * @throws {TransientError} it cannot be asked now, or its answer cannot be read; after `retryAfterMs` when it said so
 * @throws {RejectedError} it refuses the question
 */
export interface Campaigns {
  /** The campaign as it is now; `undefined` when the platform knows none of this id. Two or three requests. */
  snapshot(campaignId: string): Promise<CampaignSnapshot | undefined>;
  /** The figures of calls within the interval; `undefined` while the platform has none. Two requests at least. */
  figures(campaignId: string, interval: Interval): Promise<CampaignFigures | undefined>;
  /** A page of all campaigns, counted from 1; `more` when another follows. One or two requests. */
  standings(
    page: number,
  ): Promise<{ readonly campaigns: readonly CampaignStanding[]; readonly more: boolean }>;
}
