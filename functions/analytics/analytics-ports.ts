import type { ReportRules } from '../messages/report-settings.ts';
import type { CampaignLedger } from '../ports/campaign-ledger.ts';
import type { Campaigns } from '../ports/campaigns.ts';
import type { Clock } from '../ports/clock.ts';
import type { ReportArchive } from '../ports/report-archive.ts';
import type { ReportCarrier } from '../ports/report-carrier.ts';
import type { ReportNotices } from '../ports/report-notices.ts';
import type { ReportOutbox } from '../ports/report-outbox.ts';
import type { Warehouse } from '../ports/warehouse.ts';

/** What analytics needs of the world. */
export interface AnalyticsPorts {
  readonly ledger: CampaignLedger;
  readonly campaigns: Campaigns;
  readonly archive: ReportArchive;
  /** By name; `s3` is always one of them. */
  readonly warehouses: Readonly<Record<string, Warehouse>>;
  /** The way to the warehouses that are not among them. */
  readonly carrier: ReportCarrier;
  readonly outbox: ReportOutbox;
  readonly notices: ReportNotices;
  readonly clock: Clock;
  /** Keeps a campaign the platform does not know where people look. @throws {TransientError} */
  keepUnknown(campaignId: string, reportId: string): Promise<void>;
}

/** What one act or message came to. */
export interface AnalyticsOutcome {
  readonly outcome: string;
  readonly reason?: string;
  /** The campaign, or the report. */
  readonly key: string;
}

export type { ReportRules };
