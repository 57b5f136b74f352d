import type { CampaignRecord } from '../messages/campaign-record.ts';

/** What a decision makes of a record; without `next` nothing is written. */
export interface CampaignStep<Answer> {
  readonly next?: CampaignRecord;
  readonly answer: Answer;
}

/**
 * What is remembered of campaigns, one item each. All methods
 * @throws {TransientError} `ledger_unavailable`: a write may or may not have been applied
 */
export interface CampaignLedger {
  /** The record as it is (strongly consistent). */
  read(campaignId: string): Promise<CampaignRecord | undefined>;
  /**
   * Lets `decide` change a record in one conditional write; `undefined` before the first. It is asked again with the
   * newer record whenever another was faster. A change whose reply was lost is recognised.
   */
  change<Answer>(
    campaignId: string,
    decide: (record: CampaignRecord | undefined) => CampaignStep<Answer>,
  ): Promise<Answer>;
  /** Campaigns with something due, in no order, at most `limit`; may be stale. */
  due(now: Date, limit: number): Promise<readonly string[]>;
}
