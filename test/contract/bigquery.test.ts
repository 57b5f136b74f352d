import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BIGQUERY_SCOPE, bigQueryWarehouse } from '../../functions/adapters/bigquery.ts';
import { googleTokens } from '../../functions/adapters/google-tokens.ts';
import { type HttpClient, httpClient } from '../../functions/adapters/http.ts';
import { REPORT_COLUMNS } from '../../functions/adapters/warehouse-sql.ts';
import { reportToDeliver } from '../../functions/analytics/report-files.ts';
import type { Warehouse } from '../../functions/ports/warehouse.ts';
import { type BigQuerySimulator, startBigQuerySimulator } from '../../local/simulators/bigquery.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { campaignReport } from '../support/campaign-report.ts';
import { requestProblems } from '../support/contract.ts';
import { rsaKeyPair } from '../support/key-pairs.ts';
import { warehouseSuite } from './warehouse-suite.ts';

const REPORT = reportToDeliver(campaignReport());
const EMAIL = 'trunkline@example-project.iam.gserviceaccount.example';
const PLACE = { projectId: 'example-project', dataset: 'analytics', table: 'campaign_reports' };

/** Where no answer comes, nobody waits ten seconds for it. */
const impatient = (http: HttpClient): HttpClient => ({
  send: (request, beforeSocket) => http.send({ ...request, deadlineMs: 300 }, beforeSocket),
});

/** A refusal as BigQuery words it. */
const refused = (status: number, reason: string, message = 'no'): Fault => ({
  kind: 'status',
  status,
  body: { error: { code: status, message, errors: [{ reason, message }] } },
});

describe('BigQuery', () => {
  const contract = readContract('bigquery');
  let keys: ReturnType<typeof rsaKeyPair>;
  let otherKeys: ReturnType<typeof rsaKeyPair>;
  let simulator: BigQuerySimulator;
  let secrets: readonly string[];
  /** How far our clock and the store's are ahead. */
  let aheadMs: number;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  /** Waiting takes the time of our clock alone. */
  const sleep = {
    until: async (instant: Date) => {
      aheadMs += Math.max(0, instant.getTime() - clock.now().getTime());
    },
  };

  beforeAll(() => {
    keys = rsaKeyPair();
    otherKeys = rsaKeyPair();
  });
  beforeEach(async () => {
    secrets = [keys.privateKey];
    aheadMs = 0;
    simulator = await startBigQuerySimulator({
      projectId: PLACE.projectId,
      location: 'europe-west3',
      clientEmail: EMAIL,
      publicKey: keys.publicKey,
      tableName: '`example-project.analytics.campaign_reports`',
      columns: REPORT_COLUMNS,
      now: clock.now,
    });
  });
  afterEach(async () => {
    const problems = simulator.requests().flatMap((request) => requestProblems(contract, request));
    await simulator.stop();
    expect(problems).toEqual([]);
  });

  const warehouse = (
    table = PLACE.table,
    patience: (http: HttpClient) => HttpClient = (http) => http,
  ): Warehouse => {
    const secret = {
      value: async () => {
        const [first = '', ...rest] = secrets;
        if (rest.length > 0) secrets = rest;
        return { client_email: EMAIL, private_key: first };
      },
    };
    const { url } = simulator;
    const http = httpClient(url);
    const tokens = googleTokens(http, { loginUrl: url, scope: BIGQUERY_SCOPE }, secret, clock.now);
    const settings = {
      kind: 'bigquery',
      baseUrl: url,
      loginBaseUrl: url,
      secretArn: 'arn',
      ...PLACE,
      table,
    } as const;
    return bigQueryWarehouse(settings, { http: patience(http), tokens, clock, sleep });
  };
  const fail = (fault: Fault, more: { operation?: string; match?: string } = {}): void =>
    simulator.setFaults([{ system: 'bigquery', operation: 'query', fault, times: 1, ...more }]);
  const merges = (): number => simulator.executed().filter((text) => text.startsWith('MERGE')).length;

  describe('as a warehouse', () => {
    let subject: Warehouse;
    beforeEach(() => {
      subject = warehouse();
    });

    warehouseSuite(() => ({
      warehouse: subject,
      lines: (reportId, version) => simulator.table.lines(reportId, version),
      loseReply: () => fail({ kind: 'reset-after' }),
      goDown: () => fail({ kind: 'status', status: 503 }),
    }));
  });

  it('does not run a write again whose answer was lost, and does a quarter of an hour later', async () => {
    fail({ kind: 'status-after', status: 500 });
    const subject = warehouse();

    await expect(subject.deliver(REPORT)).rejects.toMatchObject({ reason: 'bigquery_busy' });
    await subject.deliver(REPORT);
    expect(merges()).toBe(1);

    aheadMs += 15 * 60_000;
    await subject.deliver(REPORT);
    expect(merges()).toBe(2);
    expect(simulator.table.lines(REPORT.report.reportId, 1)).toHaveLength(REPORT.rows.length);
  });

  it('looks at a job where it runs until it has ended', async () => {
    simulator.slowDown(6000);

    const receipt = await warehouse().deliver(REPORT);

    expect(receipt).toMatchObject({ level: 'queryable', rows: REPORT.rows.length, sha256: REPORT.sha256 });
    const looks = simulator.requests().filter(({ method }) => method === 'GET');
    expect(looks.length).toBeGreaterThan(1);
    expect(looks.every(({ query }) => query.location?.[0] === 'europe-west3')).toBe(true);
  });

  it('tells what is there, not what was sent, when a row was changed meanwhile', async () => {
    const subject = warehouse();
    await subject.deliver(REPORT);
    simulator.table.tamper((row) => (row.row_no === '3' ? { ...row, line: 'x' } : row));

    expect(await subject.deliver(REPORT)).not.toMatchObject({ sha256: REPORT.sha256 });
  });

  it.each([
    ['429', { kind: 'rate-limit', retryAfterSeconds: 7 }, 'TransientError', 'bigquery_busy', 7000],
    ['a quota under a 403', refused(403, 'quotaExceeded'), 'TransientError', 'bigquery_busy'],
    ['a permission', refused(403, 'accessDenied'), 'TransientError', 'bigquery_unauthorized'],
    ['500 before', { kind: 'status', status: 500 }, 'TransientError', 'bigquery_busy'],
    ['a reset', { kind: 'reset-after' }, 'TransientError', 'bigquery_unavailable'],
    ['a page', { kind: 'body', status: 200, body: '<html></html>' }, 'TransientError', 'bigquery_unreadable'],
    [
      'no job',
      { kind: 'body', status: 200, body: { jobComplete: false } },
      'TransientError',
      'bigquery_unreadable',
    ],
    [
      'another statement in its way',
      refused(400, 'invalidQuery', 'Could not serialize access to table due to concurrent update'),
      'TransientError',
      'bigquery_busy',
    ],
    ['wrong SQL', refused(400, 'invalidQuery', 'Syntax error'), 'RejectedError', 'bigquery_refused'],
  ] as [string, Fault, string, string, number?][])(
    'says what to do next: %s',
    async (...[, fault, name, reason, waitMs]) => {
      fail(fault);

      await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({
        name,
        reason,
        ...(waitMs !== undefined && { retryAfterMs: waitMs }),
      });
    },
  );

  it('asks again later after silence', async () => {
    fail({ kind: 'never-before' });

    await expect(warehouse(PLACE.table, impatient).deliver(REPORT)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'bigquery_unavailable',
    });
  });

  it('is refused for good by a table that is not there', async () => {
    await expect(warehouse('no_such_table').deliver(REPORT)).rejects.toMatchObject({
      name: 'RejectedError',
      message: expect.stringContaining('notFound'),
    });
  });

  it('replaces a token that has ended, and reads the secret again', async () => {
    fail({ kind: 'expired-token' });

    expect(await warehouse().deliver(REPORT)).toMatchObject({ sha256: REPORT.sha256 });
  });

  it('asks again later when the login refuses the key', async () => {
    secrets = [otherKeys.privateKey];

    await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'token_refused',
    });
  });
});
