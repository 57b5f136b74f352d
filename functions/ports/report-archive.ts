import type { ReportToDeliver } from './warehouse.ts';

/** Who ended a campaign, and how it was configured then. */
export interface CompletionArchive {
  readonly campaignId: string;
  readonly reportId: string;
  readonly endedAt: Date;
}

/** What is kept with reports. All methods are repeatable. @throws {TransientError} the store cannot be reached */
export interface ReportArchive {
  /** Keeps the documents of a version under a name made of their content, and gives that name. */
  keepDocuments(report: ReportToDeliver): Promise<string>;
  /** The documents of that name. @throws {Error} there are none */
  readDocuments(name: string): Promise<ReportToDeliver>;
  /** Keeps who stopped the campaign and by what event it was told. `event` may name a person. */
  keepEvent(of: CompletionArchive, event: unknown): Promise<void>;
  /** Keeps the configuration at the end. */
  keepConfiguration(of: CompletionArchive, configuration: unknown): Promise<void>;
}
