import { writeFileSync } from 'node:fs';
import { dynamoCampaigns } from '../../functions/adapters/dynamo-campaigns.ts';
import { dynamoTable } from '../../functions/adapters/dynamo-table.ts';
import { s3Documents } from '../../functions/adapters/s3-documents.ts';
import { s3ReportArchive } from '../../functions/adapters/s3-report-archive.ts';
import { systemRandom } from '../../functions/adapters/system.ts';
import { dueAt } from '../../functions/analytics/campaign-life.ts';
import { rebuilt } from '../../functions/analytics/rebuilt.ts';
import type { CampaignRecord, Completion, ReportVersion } from '../../functions/messages/campaign-record.ts';
import type { ReportArchive } from '../../functions/ports/report-archive.ts';
import { onlyPositional, readArguments } from '../arguments.ts';
import { ledgerTarget } from '../ledger.ts';
import { type OperatorTarget, operatorTarget } from '../operator-target.ts';
import { TARGET_OPTIONS } from '../target.ts';

/**
 * `report CAMPAIGN [--rebuild] [--html FILE]` shows what became of a campaign's ends: their states, the versions of each
 * report, and what each warehouse confirmed. `--rebuild` asks again: for the figures of the last end, and of warehouses
 * that refused. `--html` writes the page of the last version, which a browser opens as a file.
 */
export async function report(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    ...TARGET_OPTIONS,
    rebuild: { type: 'boolean', default: false },
    html: { type: 'string' },
  });
  const campaignId = onlyPositional(positionals, 'the id of a campaign');
  const { table } = await ledgerTarget(values);
  const ledger = dynamoCampaigns(dynamoTable(table.options), table.name, systemRandom, dueAt);
  const record = values.rebuild
    ? await ledger.change(campaignId, (found) => {
        const next = found && rebuilt(found, new Date());
        return next ? { next, answer: next } : { answer: undefined };
      })
    : await ledger.read(campaignId);
  if (!record) {
    console.error(`no report is known of campaign ${campaignId}`);
    return 1;
  }
  if (values.html !== undefined)
    return writePage(values.html, record, archiveOf(await operatorTarget(values)));
  console.log(values.json ? JSON.stringify(record, undefined, 2) : reportText(record));
  return 0;
}

const archiveOf = ({ s3, archiveBucket }: OperatorTarget): Pick<ReportArchive, 'readDocuments'> =>
  s3ReportArchive(archiveBucket, async () => s3Documents(archiveBucket, s3));

/** Writes the page of a campaign's last report. Ends with 1 when there is none yet. */
export async function writePage(
  file: string,
  { campaignId, completions }: CampaignRecord,
  archive: Pick<ReportArchive, 'readDocuments'>,
): Promise<number> {
  const last = completions.flatMap(({ versions }) => versions).at(-1);
  const { files } = last ? await archive.readDocuments(last.document) : { files: [] };
  const page = files.find(({ extension }) => extension === 'html');
  if (!page) {
    console.error(`there is no report of campaign ${campaignId} yet`);
    return 1;
  }
  writeFileSync(file, page.text);
  console.log(`wrote ${file}`);
  return 0;
}

/** The ends of a campaign, the last one last. */
export function reportText({ completions }: CampaignRecord): string {
  return completions.length === 0 ? 'it has not ended yet' : completions.flatMap(endText).join('\n');
}

function endText({ reportId, ending, endedAt, phase, why, nextLookAt, versions }: Completion): string[] {
  const because = why === null ? '' : `: ${why}`;
  const next = nextLookAt === null ? '' : `, next look ${nextLookAt.toISOString()}`;
  return [
    `${reportId} ${ending} ${endedAt.toISOString()}`,
    `  ${phase}${because}${next}`,
    ...versions.flatMap(versionText),
  ];
}

function versionText({ version, provisional, builtAt, deliveries, told }: ReportVersion): string[] {
  const kind = provisional ? 'provisional' : 'final';
  return [
    `  version ${version} ${kind}, built ${builtAt.toISOString()}${told ? ', told' : ''}`,
    ...Object.entries(deliveries).map(([name, { state, attempts, receipt, why }]) => {
      const said = receipt ? ` ${receipt.rows} rows, ${receipt.level}, ${receipt.reference}` : '';
      const failed = why === null ? '' : ` (${why}, ${attempts} tries)`;
      return `    ${name}: ${state}${said}${failed}`;
    }),
  ];
}
