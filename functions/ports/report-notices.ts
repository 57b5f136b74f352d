import type { ReportNoticeRequest } from '../messages/report-notice-request.ts';

/** Leaves word that those who asked are to be told. What becomes of it never comes back to the report. */
export interface ReportNotices {
  /** Repeatable: a version is told under one name. @throws {TransientError} the queue cannot be reached */
  leave(notice: ReportNoticeRequest): Promise<void>;
}
