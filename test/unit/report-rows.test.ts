import { describe, expect, it } from '@jest/globals';
import { reportToDeliver } from '../../functions/analytics/report-files.ts';
import { CSV_HEADER, reportRows } from '../../functions/analytics/report-rows.ts';
import { CampaignReport } from '../../functions/messages/campaign-report.ts';
import { campaignReport } from '../support/campaign-report.ts';

describe('the rows of a report', () => {
  it('are numbered from 1 and name the version they belong to', () => {
    const rows = reportRows(campaignReport({ version: 3 }));

    expect(rows.map(({ rowNo }) => rowNo)).toEqual(rows.map((_, index) => index + 1));
    for (const { line, rowNo } of rows) {
      expect(line).toMatch(new RegExp(`^rpt-8a9b7c6d5e4f3a2b1c0d9e8f,3,[^,]+,${rowNo},`));
    }
  });

  it('hold every figure', () => {
    const rows = reportRows(campaignReport());

    const found = rows.map(({ section, name, value }) => [section, name, value]);
    expect(found).toEqual(
      expect.arrayContaining([
        ['metrics', 'successfulContacts', 450],
        ['contacts', 'skipped', 20],
        ['skipped', 'contact.uncallable', 20],
        ['residual', 'contactsLeft', 0],
        ['outcomes', 'sale', 300],
        ['outcomes', '(none)', 150],
        ['attempts_by_hour', '2026-10-27T14:00:00.000Z', 800],
        ['contacts_by_hour', '2026-10-27T13:00:00.000Z', 200],
      ]),
    );
  });

  it.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\rx', "' x"],
    ['a,b', '"a,b"'],
    ['two\nlines', 'two lines'],
  ])('make the text %j harmless and one line', (wrapUpCode, cell) => {
    const rows = reportRows(campaignReport({ outcomes: [{ wrapUpCode, contacts: 1 }] }));

    const row = rows.find(({ section }) => section === 'outcomes')!;
    expect(row.line).toContain(`,outcomes,${cell},1`);
    expect(row.line).not.toMatch(/[\r\n]/);
  });

  it('leave a negative number a number', () => {
    const residual = { contactsLeft: -2, attemptsMissing: 0, announcedMissing: null };

    const rows = reportRows(campaignReport({ residual }));

    expect(rows.find(({ name }) => name === 'contactsLeft')!.line).toMatch(/,contactsLeft,-2$/);
    expect(rows.find(({ name }) => name === 'announcedMissing')!.line).toMatch(/,announcedMissing,$/);
  });
});

describe('the documents of a report', () => {
  it('are the same bytes however the report was put together', () => {
    const report = campaignReport();
    const turned = CampaignReport.parse(Object.fromEntries(Object.entries(report).reverse()));

    expect(reportToDeliver(turned).files).toEqual(reportToDeliver(report).files);
    expect(reportToDeliver(turned).sha256).toBe(reportToDeliver(report).sha256);
  });

  it('have another checksum when one figure is another', () => {
    const { metrics } = campaignReport();
    const other = campaignReport({ metrics: { ...metrics, successfulContacts: 451 } });

    expect(reportToDeliver(other).sha256).not.toBe(reportToDeliver(campaignReport()).sha256);
  });

  it('are JSON the schema takes and CSV with a header', () => {
    const { files, rows } = reportToDeliver(campaignReport());

    const text = (extension: string) => files.find((file) => file.extension === extension)!.text;
    expect(CampaignReport.parse(JSON.parse(text('json')))).toEqual(campaignReport());
    expect(text('csv').split('\n')).toEqual([CSV_HEADER, ...rows.map(({ line }) => line), '']);
  });
});
