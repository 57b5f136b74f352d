import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { httpClient } from '../../functions/adapters/http.ts';
import { snowflakeWarehouse } from '../../functions/adapters/snowflake.ts';
import { snowflakeTokens } from '../../functions/adapters/snowflake-tokens.ts';
import { REPORT_COLUMNS } from '../../functions/adapters/warehouse-sql.ts';
import type { Warehouse } from '../../functions/ports/warehouse.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { type SnowflakeSimulator, startSnowflakeSimulator } from '../../local/simulators/snowflake.ts';
import { requestProblems } from '../support/contract.ts';
import { rsaKeyPair } from '../support/key-pairs.ts';
import {
  type Patience,
  REPORT,
  type SqlFailure,
  sqlWarehouseSuite,
  storeTime,
} from './sql-warehouse-suite.ts';

const KEYS = rsaKeyPair();
const OTHER_KEYS = rsaKeyPair();
const LOCKED_KEYS = rsaKeyPair('open sesame');
const PLACE = { warehouse: 'REPORTS_WH', database: 'ANALYTICS', schema: 'PUBLIC', table: 'CAMPAIGN_REPORTS' };
const ACCOUNT = { account: 'myorg.my-account', user: 'TRUNKLINE' };

const OWN_ANSWERS: readonly SqlFailure[] = [
  ['408', { kind: 'status', status: 408 }, 'TransientError', 'snowflake_unavailable'],
  [
    'a handle that is none',
    { kind: 'body', status: 202, body: {} },
    'TransientError',
    'snowflake_unreadable',
  ],
  ['403', { kind: 'status', status: 403 }, 'TransientError', 'snowflake_unauthorized', 900_000],
  ['400', { kind: 'status', status: 400 }, 'RejectedError', 'snowflake_refused'],
  [
    'a missing table',
    { kind: 'status', status: 422, body: { code: '002003' } },
    'RejectedError',
    'snowflake_refused',
  ],
  [
    'a crowd at its lock',
    { kind: 'status', status: 422, body: { code: '000625' } },
    'TransientError',
    'snowflake_busy',
  ],
];

describe('Snowflake', () => {
  const contract = readContract('snowflake');
  let simulator: SnowflakeSimulator;
  let secrets: readonly { readonly privateKey: string; readonly passphrase?: string }[];
  const { clock, sleep, pass, reset, aheadMs } = storeTime();

  const start = async (
    publicKey = KEYS.publicKey,
    columns: readonly string[] = REPORT_COLUMNS,
  ): Promise<void> => {
    simulator = await startSnowflakeSimulator({
      ...ACCOUNT,
      account: 'myorg-my-account',
      publicKey,
      tableName: '"ANALYTICS"."PUBLIC"."CAMPAIGN_REPORTS"',
      columns,
      now: clock.now,
    });
  };
  beforeEach(async () => {
    secrets = [KEYS];
    reset();
    await start();
  });
  afterEach(async () => {
    const problems = simulator.requests().flatMap((request) => requestProblems(contract, request));
    await simulator.stop();
    expect(problems).toEqual([]);
  });

  const warehouse = (patience: Patience = (http) => http): Warehouse => {
    // Every read of a secret takes a second of our clock, so that no two tokens are the same.
    const secret = {
      value: async () => {
        pass(1000);
        const [first, ...rest] = secrets;
        if (rest.length > 0) secrets = rest;
        return first ?? KEYS;
      },
    };
    return snowflakeWarehouse(
      { kind: 'snowflake', baseUrl: simulator.url, secretArn: 'arn', ...ACCOUNT, ...PLACE },
      {
        http: patience(httpClient(simulator.url)),
        tokens: snowflakeTokens(ACCOUNT, secret, clock.now),
        clock,
        sleep,
      },
    );
  };
  const fail = (fault: Fault, more: { operation?: string; match?: string; times?: number } = {}): void =>
    simulator.setFaults([{ system: 'snowflake', operation: 'submit', fault, times: 1, ...more }]);

  sqlWarehouseSuite(
    () => ({ warehouse, simulator, fail, pass }),
    { system: 'snowflake', afterError: 'snowflake_unavailable', throttled: 'snowflake_throttled' },
    OWN_ANSWERS,
  );

  it('is told every figure in a column of its own', async () => {
    await warehouse().deliver(REPORT);

    expect(simulator.table.where({ section: 'metrics', name: 'contactRate' })).toEqual([
      {
        report_id: REPORT.report.reportId,
        version: '1',
        row_no: expect.stringMatching(/^\d+$/),
        campaign_id: REPORT.report.campaignId,
        completed_at: REPORT.report.completionTimestamp,
        provisional: 'false',
        section: 'metrics',
        name: 'contactRate',
        value: '0.3',
        line: expect.stringContaining('contactRate,0.3'),
      },
    ]);
  });

  it('looks at a statement until it has run', async () => {
    simulator.slowDown(600);

    const receipt = await warehouse().deliver(REPORT);

    expect(receipt).toMatchObject({ level: 'queryable', rows: REPORT.rows.length, sha256: REPORT.sha256 });
    expect(
      simulator.requests().filter(({ answeredStatus }) => answeredStatus === 202).length,
    ).toBeGreaterThan(3);
  });

  it('leaves a statement that does not end to a later try', async () => {
    simulator.slowDown(60 * 60_000);

    const delivered = warehouse().deliver(REPORT);

    await expect(delivered).rejects.toMatchObject({ name: 'TransientError', reason: 'snowflake_running' });
    expect(aheadMs()).toBeLessThan(20_000);
  });

  it('refuses a receipt without a count', async () => {
    fail({ kind: 'body', status: 200, body: { data: [['many', null]] } }, { match: 'SELECT COUNT' });

    await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({ reason: 'snowflake_unreadable' });
  });

  it('asks again later when a statement is forgotten', async () => {
    fail({ kind: 'status', status: 404 }, { operation: 'look' });

    await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'snowflake_lost',
    });
  });

  it('is refused for good by a table that lacks a column', async () => {
    await simulator.stop();
    await start(
      KEYS.publicKey,
      REPORT_COLUMNS.filter((column) => column !== 'line'),
    );

    await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({
      name: 'RejectedError',
      message: expect.stringContaining('002003'),
    });
  });

  it('reads the secret again when its key is refused, and waits for a person when that does not help', async () => {
    secrets = [OTHER_KEYS, KEYS];
    expect(await warehouse().deliver(REPORT)).toMatchObject({ sha256: REPORT.sha256 });

    secrets = [OTHER_KEYS];
    await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({ reason: 'snowflake_unauthorized' });
  });

  it('takes a key under a passphrase', async () => {
    await simulator.stop();
    await start(LOCKED_KEYS.publicKey);
    secrets = [{ privateKey: LOCKED_KEYS.privateKey, passphrase: 'open sesame' }];

    expect(await warehouse().deliver(REPORT)).toMatchObject({ sha256: REPORT.sha256 });
  });

  it('says that a key cannot be read without telling it', async () => {
    secrets = [{ privateKey: '-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----' }];

    const failure = await warehouse()
      .deliver(REPORT)
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ reason: 'secret_malformed' });
    expect(failure).not.toHaveProperty('cause');
    expect(String(failure)).not.toContain('secret\n');
  });
});
