import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { requestId } from '../../functions/adapters/request-id.ts';
import { REPORT_COLUMNS, rowsJson } from '../../functions/adapters/warehouse-sql.ts';
import { reportToDeliver } from '../../functions/analytics/report-files.ts';
import { WarehouseSettings } from '../../functions/messages/warehouse-settings.ts';
import { warehouseProblems } from '../../lib/warehouse-problems.ts';
import { at, MINUTE } from '../support/builders.ts';
import { campaignReport } from '../support/campaign-report.ts';

const report = reportToDeliver(campaignReport());

describe('the tables of reports', () => {
  it('are documented with the columns that are written', () => {
    const tables = readFileSync(new URL('../../docs/warehouses.md', import.meta.url), 'utf8').match(
      /CREATE TABLE[\s\S]*?\n(?:\);|\) CLUSTER)/g,
    );

    const columns = tables?.map((table) =>
      [
        ...table.matchAll(
          /(?:^ {2}|, )(\w+) (?:TEXT|NUMBER|STRING|INT64|TIMESTAMP|TIMESTAMP_TZ|BOOL|BOOLEAN)\b/gm,
        ),
      ].map(([, name]) => name),
    );
    expect(columns).toEqual([[...REPORT_COLUMNS], [...REPORT_COLUMNS]]);
  });

  it('get an object with every column for each row', () => {
    const rows: unknown[] = JSON.parse(rowsJson(report));

    expect(rows).toHaveLength(report.rows.length);
    for (const row of rows) expect(Object.keys(row ?? {}).toSorted()).toEqual([...REPORT_COLUMNS].toSorted());
  });
});

describe('the request id of a write', () => {
  it('is a UUID, and the same for a quarter of an hour', () => {
    const id = requestId(report, at());

    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const later = [0, 1, 14, 15, 16].map((minutes) =>
      requestId(report, new Date(at().getTime() + minutes * MINUTE)),
    );
    expect(new Set(later).size).toBe(2);
  });

  it('is another for another version', () => {
    const next = reportToDeliver(campaignReport({ version: 2 }));

    expect(requestId(next, at())).not.toBe(requestId(report, at()));
  });
});

describe('the warehouses of a stage', () => {
  const lake = {
    kind: 'snowflake',
    baseUrl: 'https://myorg-account.snowflakecomputing.com',
    account: 'MYORG-ACCOUNT',
    user: 'TRUNKLINE',
    secretArn: 'arn',
    warehouse: 'WH',
    database: 'DB',
    schema: 'PUBLIC',
    table: 'REPORTS',
  } as const;
  const bigquery = WarehouseSettings.parse({
    kind: 'bigquery',
    secretArn: 'arn',
    projectId: 'my-project',
    dataset: 'd',
    table: 't',
  });

  it('may be hosts of their vendors, and loopback on a laptop', () => {
    expect(warehouseProblems({ lake, bigquery }, false)).toEqual([]);
    expect(warehouseProblems({ lake: { ...lake, baseUrl: 'http://127.0.0.1:1' } }, true)).toEqual([]);
  });

  it.each([
    ['another host', { ...lake, baseUrl: 'https://snowflakecomputing.com.example.com' }],
    ['no encryption', { ...lake, baseUrl: 'http://a.snowflakecomputing.com' }],
    ['a path', { ...lake, baseUrl: 'https://a.snowflakecomputing.com/api' }],
    ['loopback', { ...lake, baseUrl: 'http://127.0.0.1:1' }],
    ['a login elsewhere', { ...bigquery, loginBaseUrl: 'https://login.example.com' }],
  ])('may not have %s', (_, settings) => {
    const problems = warehouseProblems({ store: WarehouseSettings.parse(settings) }, false);

    expect(problems).toEqual([
      expect.stringMatching(/^reports\.warehouses\.store\.(baseUrl|loginBaseUrl): /),
    ]);
  });

  it('may not be an SFTP server on the machine itself, but on a laptop', () => {
    const drop = WarehouseSettings.parse({
      kind: 'sftp',
      host: '127.0.0.1',
      username: 'reports',
      directory: '/in',
      hostKeys: [`SHA256:${'A'.repeat(43)}`],
      secretArn: 'arn',
    });

    expect(warehouseProblems({ drop }, true)).toEqual([]);
    expect(warehouseProblems({ drop }, false)).toEqual([
      'reports.warehouses.drop.host: only the local stage may name loopback',
    ]);
  });

  it('may not be called s3, which is there already', () => {
    expect(warehouseProblems({ s3: lake }, false)).toEqual([
      'reports.warehouses.s3: s3 is there without being named',
    ]);
  });
});

describe('the settings of a warehouse', () => {
  const sftp = {
    kind: 'sftp',
    host: 'sftp.example.com',
    username: 'reports',
    directory: '/in',
    hostKeys: [`SHA256:${'A'.repeat(43)}`],
    secretArn: 'arn',
  };
  const snowflake = {
    kind: 'snowflake',
    baseUrl: 'https://myorg-account.snowflakecomputing.com',
    account: 'MYORG-ACCOUNT',
    user: 'TRUNKLINE',
    secretArn: 'arn',
    warehouse: 'WH',
    database: 'DB',
    schema: 'PUBLIC',
    table: 'REPORTS',
  };

  it.each([
    ['a server without a pinned key', { ...sftp, hostKeys: [] }],
    ['a key that is no fingerprint', { ...sftp, hostKeys: ['ssh-ed25519 AAAA'] }],
    ['a folder that is not absolute', { ...sftp, directory: 'in' }],
    ['a table with a quote in its name', { ...snowflake, table: 'A" AS t; DROP TABLE "B' }],
    [
      'a project with a backquote',
      { kind: 'bigquery', secretArn: 'arn', projectId: 'a`b', dataset: 'd', table: 't' },
    ],
    ['a store nobody knows', { kind: 'ftp' }],
  ])('do not take %s', (_, settings) => {
    expect(WarehouseSettings.safeParse(settings).success).toBe(false);
  });

  it('take the least that is needed', () => {
    expect(WarehouseSettings.parse(sftp)).toMatchObject({ port: 22 });
    expect(WarehouseSettings.parse(snowflake)).toMatchObject({ table: 'REPORTS' });
    expect(
      WarehouseSettings.parse({
        kind: 'bigquery',
        secretArn: 'arn',
        projectId: 'my-project',
        dataset: 'd',
        table: 't',
      }),
    ).toMatchObject({ baseUrl: 'https://bigquery.googleapis.com' });
  });
});
