import * as z from 'zod/mini';

/** What the stack gives the teller of reports. */
export const ReportNoticeEnv = z.object({
  LEDGER_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  TOPIC_ARN: z.string(),
});
export type ReportNoticeEnv = z.input<typeof ReportNoticeEnv>;
