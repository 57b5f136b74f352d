import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BIGQUERY_SCOPE, bigQueryWarehouse } from '../../functions/adapters/bigquery.ts';
import { googleTokens } from '../../functions/adapters/google-tokens.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { REPORT_COLUMNS } from '../../functions/adapters/warehouse-sql.ts';
import type { Warehouse } from '../../functions/ports/warehouse.ts';
import { type BigQuerySimulator, startBigQuerySimulator } from '../../local/simulators/bigquery.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';
import { rsaKeyPair } from '../support/key-pairs.ts';
import {
  type Patience,
  REPORT,
  type SqlFailure,
  sqlWarehouseSuite,
  storeTime,
} from './sql-warehouse-suite.ts';

const EMAIL = 'trunkline@example-project.iam.gserviceaccount.example';
const PLACE = { projectId: 'example-project', dataset: 'analytics', table: 'campaign_reports' };

/** A refusal as BigQuery words it. */
const refused = (status: number, reason: string, message = 'no'): Fault => ({
  kind: 'status',
  status,
  body: { error: { code: status, message, errors: [{ reason, message }] } },
});

const OWN_ANSWERS: readonly SqlFailure[] = [
  ['a quota under a 403', refused(403, 'quotaExceeded'), 'TransientError', 'bigquery_busy'],
  ['a permission', refused(403, 'accessDenied'), 'TransientError', 'bigquery_unauthorized'],
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
];

describe('BigQuery', () => {
  const contract = readContract('bigquery');
  let keys: ReturnType<typeof rsaKeyPair>;
  let otherKeys: ReturnType<typeof rsaKeyPair>;
  let simulator: BigQuerySimulator;
  let secrets: readonly string[];
  const { clock, sleep, pass, reset } = storeTime();

  beforeAll(() => {
    keys = rsaKeyPair();
    otherKeys = rsaKeyPair();
  });
  beforeEach(async () => {
    secrets = [keys.privateKey];
    reset();
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

  const warehouse = (patience: Patience = (http) => http, table = PLACE.table): Warehouse => {
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
  const fail = (fault: Fault): void =>
    simulator.setFaults([{ system: 'bigquery', operation: 'query', fault, times: 1 }]);

  sqlWarehouseSuite(
    () => ({ warehouse, simulator, fail, pass }),
    { system: 'bigquery', afterError: 'bigquery_busy', throttled: 'bigquery_busy' },
    OWN_ANSWERS,
  );

  it('looks at a job where it runs until it has ended', async () => {
    simulator.slowDown(6000);

    const receipt = await warehouse().deliver(REPORT);

    expect(receipt).toMatchObject({ level: 'queryable', rows: REPORT.rows.length, sha256: REPORT.sha256 });
    const looks = simulator.requests().filter(({ method }) => method === 'GET');
    expect(looks.length).toBeGreaterThan(1);
    expect(looks.every(({ query }) => query.location?.[0] === 'europe-west3')).toBe(true);
  });

  it('is refused for good by a table that is not there', async () => {
    await expect(warehouse(undefined, 'no_such_table').deliver(REPORT)).rejects.toMatchObject({
      name: 'RejectedError',
      message: expect.stringContaining('notFound'),
    });
  });

  it('asks again later when the login refuses the key', async () => {
    secrets = [otherKeys.privateKey];

    await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'token_refused',
    });
  });
});
