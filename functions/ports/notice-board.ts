import type { ReportNoticeRequest } from '../messages/report-notice-request.ts';

/** Where those who asked are told. */
export interface NoticeBoard {
  /**
   * Publishes that a version can be read. NOT repeatable: every call tells once more.
   * @throws {TransientError} it may not have been published: publish again later
   */
  publish(notice: ReportNoticeRequest): Promise<void>;
}

/** Which versions have been told. All methods @throws {TransientError} the ledger cannot be reached */
export interface ToldReports {
  wasTold(notice: Pick<ReportNoticeRequest, 'reportId' | 'version'>): Promise<boolean>;
  /** Repeatable. */
  keepTold(notice: Pick<ReportNoticeRequest, 'reportId' | 'version'>, now: Date): Promise<void>;
}
