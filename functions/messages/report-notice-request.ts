import * as z from 'zod/mini';
import { ReportId } from './campaign-report.ts';
import { Key } from './key.ts';

const Version = z.int().check(z.minimum(1));

/** A version of a report can be read, and those who asked are to be told. Carries no figures and nobody's name. */
export const ReportNoticeRequest = z.strictObject({
  reportId: ReportId,
  version: Version,
  campaignId: Key,
  provisional: z.boolean(),
  /** The version it corrects; `null` for a first one. */
  supersedes: z.nullable(Version),
  /** Where the S3 warehouse has it. */
  location: z.string().check(z.minLength(1), z.maxLength(1024)),
});
export type ReportNoticeRequest = z.infer<typeof ReportNoticeRequest>;
