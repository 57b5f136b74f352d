import type { ReportNoticeRequest } from '../messages/report-notice-request.ts';
import type { Clock } from '../ports/clock.ts';
import type { NoticeBoard, ToldReports } from '../ports/notice-board.ts';

/** How a notice ended. */
export interface NoticeOutcome {
  readonly outcome: 'published' | 'already_moved';
  readonly reason?: string;
  readonly key: string;
}

/**
 * Tells those who asked that a version of a report can be read, once. Only a crash between the word and its mark tells
 * twice, under the same name.
 * @throws {TransientError} the ledger or the topic cannot be reached; the queue brings the message again
 */
export async function publishNotice(
  notice: ReportNoticeRequest,
  { board, told, clock }: { readonly board: NoticeBoard; readonly told: ToldReports; readonly clock: Clock },
): Promise<NoticeOutcome> {
  const key = notice.reportId;
  if (await told.wasTold(notice)) return { outcome: 'already_moved', reason: 'told before', key };
  await board.publish(notice);
  await told.keepTold(notice, clock.now());
  return { outcome: 'published', key };
}
