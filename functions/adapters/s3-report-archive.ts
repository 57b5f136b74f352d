import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { CampaignReport } from '../messages/campaign-report.ts';
import type { CompletionArchive, ReportArchive } from '../ports/report-archive.ts';
import { fromAws } from './aws-errors.ts';
import { lazily } from './lazily.ts';
import type { S3Documents } from './s3-documents.ts';

const Documents = z.object({
  report: CampaignReport,
  rows: z.array(
    z.object({
      rowNo: z.int(),
      section: z.string(),
      name: z.string(),
      value: z.nullable(z.union([z.number(), z.string()])),
      line: z.string(),
    }),
  ),
  sha256: z.string(),
  files: z.array(
    z.object({ extension: z.enum(['json', 'csv', 'html']), contentType: z.string(), text: z.string() }),
  ),
});

const JSON_TYPE = 'application/json';

/**
 * What belongs to reports in one bucket: under `report-documents/` the exact documents of each version, named by their
 * content until every warehouse has them, and under `completions/` who ended a campaign and how it was configured.
 */
export function s3ReportArchive(
  bucket: string,
  documents: () => Promise<S3Documents> = lazily(async () =>
    (await import('./s3-documents.ts')).s3Documents(bucket),
  ),
): ReportArchive {
  async function put(key: string, text: string): Promise<void> {
    try {
      await (await documents()).put(key, { text, contentType: JSON_TYPE });
    } catch (error) {
      throw fromAws('archive_unavailable', error);
    }
  }

  return {
    async keepDocuments(report) {
      const text = JSON.stringify(report);
      const name = createHash('sha256').update(text).digest('hex');
      await put(documentKey(name), text);
      return name;
    },

    async readDocuments(name) {
      let text: string | undefined;
      try {
        text = await (await documents()).get(documentKey(name));
      } catch (error) {
        throw fromAws('archive_unavailable', error);
      }
      if (text === undefined) throw new Error('the documents of a report are not in the archive');
      return Documents.parse(JSON.parse(text));
    },

    keepEvent: (of, event) => put(`${folderOf(of)}/event.json`, JSON.stringify(event)),
    keepConfiguration: (of, configuration) =>
      put(`${folderOf(of)}/configuration.json`, JSON.stringify(configuration)),
  };
}

const documentKey = (name: string): string => `report-documents/${name}.json`;
const folderOf = ({ endedAt, campaignId, reportId }: CompletionArchive): string =>
  `completions/dt=${endedAt.toISOString().slice(0, 10)}/${encodeURIComponent(campaignId)}/${reportId}`;
