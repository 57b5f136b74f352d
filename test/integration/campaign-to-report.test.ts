import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CampaignRun } from '../../local/simulators/genesys-campaign-runs.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { campaignRecord } from '../support/campaign-record.ts';
import { requestProblems } from '../support/contract.ts';
import { invokeBatch } from '../support/hostile-workers.ts';
import { exercisedPermissions } from '../support/permission-exercise.ts';
import { readMatrix, reviewedGrants } from '../support/permission-matrix.ts';
import { type SftpServer, startSftpServer } from '../support/sftp-server.ts';
import { eventually } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

/** The real bundles on embedded engines. */
jest.setTimeout(180_000);
const PATIENCE_MS = 120_000;
const HOUR_MS = 3_600_000;

let laptop: TestLaptop;

const SECRETS = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret';
const LAKE = {
  kind: 'snowflake',
  baseUrl: 'https://local.snowflakecomputing.com',
  account: 'LOCAL',
  user: 'TRUNKLINE',
  secretArn: `${SECRETS}:lake`,
  warehouse: 'WH',
  database: 'ANALYTICS',
  schema: 'PUBLIC',
  table: 'CAMPAIGN_REPORTS',
};
const MART = {
  kind: 'bigquery',
  secretArn: `${SECRETS}:mart`,
  projectId: 'local-project',
  dataset: 'analytics',
  table: 'campaign_reports',
};

/** A folder on a server that this test runs; the local stage lets us in by a password. */
const DROP = {
  kind: 'sftp',
  host: '127.0.0.1',
  username: 'reports',
  directory: '/in',
  secretArn: `${SECRETS}:drop`,
};

/** The same folder, by the key of another server. */
const FOREIGN = { ...DROP, secretArn: `${SECRETS}:foreign`, hostKeys: [`SHA256:${'A'.repeat(43)}`] };

let server: SftpServer;

beforeAll(async () => {
  server = await startSftpServer({ username: DROP.username, password: 'local', directory: DROP.directory });
  laptop = await testLaptop([
    { path: 'reports.firstWaitSeconds', value: 1 },
    { path: 'reports.settleSeconds', value: 5 },
    { path: 'reports.warehouses.lake', value: LAKE },
    { path: 'reports.warehouses.mart', value: MART },
    { path: 'reports.warehouses.drop', value: { ...DROP, port: server.port, hostKeys: [server.hostKey] } },
    { path: 'reports.warehouses.foreign', value: { ...FOREIGN, port: server.port } },
  ]);
}, 300_000);
afterAll(async () => {
  await laptop?.stop();
  await server?.stop();
});

/** A campaign that reached everybody in the last full hour. */
function run(changes: Partial<CampaignRun> = {}): CampaignRun {
  const start = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS).toISOString();
  return {
    campaignStatus: 'complete',
    version: 7,
    changedAt: new Date().toISOString(),
    alwaysRunning: false,
    contacts: { total: 100, called: 90, skipped: { 'contact.uncallable': 10 } },
    hours: [{ start, attempts: 120, connects: { sale: 30, '': 10 }, handleMs: 4_800_000 }],
    ...changes,
  };
}

async function post(campaignId: string, more: object = {}): Promise<number> {
  const answer = await fetch(`${laptop.system.url}/v1/campaigns`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'local' },
    body: JSON.stringify({
      eventType: 'outbound.campaign.completed',
      timestamp: new Date().toISOString(),
      data: { campaignId, status: 'completed', durationSeconds: 7200, ...more },
    }),
  });
  await answer.text();
  return answer.status;
}

const record = (campaignId: string) => campaignRecord(laptop, campaignId);

const reported = (campaignId: string, warehouse = 's3') =>
  eventually(async () => {
    const version = (await record(campaignId))?.completions[0]?.versions[0];
    return version?.deliveries[warehouse]?.state === 'DELIVERED' && version.told ? version : undefined;
  }, PATIENCE_MS);

describe('a campaign that ends', () => {
  it('has a final report in the bucket, read back, and those who asked are told', async () => {
    laptop.genesys!.putCampaignRun('campaign-door', run());

    expect(await post('campaign-door', { contactCount: 100, userId: 'admin@example.com' })).toBe(202);

    const version = await reported('campaign-door');
    expect(version).toMatchObject({ version: 1, provisional: false, deliveries: { s3: { why: null } } });
    expect(version.deliveries.s3?.receipt).toMatchObject({ rows: version.rows, sha256: version.sha256 });
    await eventually(
      async () =>
        laptop.system.engineCalls().find(({ service, action }) => service === 'sns' && action === 'Publish'),
      PATIENCE_MS,
    );
  });

  it("is heard of on the platform's bus, too, and once", async () => {
    laptop.genesys!.putCampaignRun('campaign-bus', run());
    const news = (campaignStatus: string, version: number, hoursAgo: number) => ({
      source: 'aws.partner/genesys.com/cloud/00000000-0000-4000-8000-000000000001/local',
      detailType: 'v2.outbound.campaigns.{id}',
      detail: {
        topicName: 'v2.outbound.campaigns.campaign-bus',
        timestamp: new Date().toISOString(),
        eventBody: {
          id: 'campaign-bus',
          campaignStatus,
          version,
          dateModified: new Date(Date.now() - hoursAgo * HOUR_MS).toISOString(),
        },
      },
    });

    await laptop.system.putEvent(news('on', 6, 3));
    await laptop.system.putEvent(news('complete', 7, 0));
    await laptop.system.putEvent(news('complete', 7, 0));

    await reported('campaign-bus');
    expect((await record('campaign-bus'))?.completions).toHaveLength(1);
  });

  it('has its report in every warehouse the stage names, as each of them has confirmed', async () => {
    laptop.genesys!.putCampaignRun('campaign-lake', run());

    expect(await post('campaign-lake')).toBe(202);

    await Promise.all(['lake', 'mart', 'drop'].map((name) => reported('campaign-lake', name)));
    const completion = (await record('campaign-lake'))!.completions[0]!;
    const { rows, sha256, deliveries } = completion.versions[0]!;
    for (const name of ['lake', 'mart']) {
      const lines = laptop.warehouses![name]!.table.lines(completion.reportId, 1);
      expect(deliveries[name]?.receipt).toMatchObject({ level: 'queryable', rows, sha256 });
      expect(createHash('sha256').update(lines.join('\n')).digest('hex')).toBe(sha256);
    }
    expect(deliveries.drop?.receipt).toMatchObject({ level: 'accepted', rows, sha256 });
    expect([...server.files.keys()]).toContain(`/in/${completion.reportId}-v1.csv.sha256`);
  });

  it('is parked where the server shows another key than the pinned one, and only there', async () => {
    laptop.genesys!.putCampaignRun('campaign-foreign', run());

    expect(await post('campaign-foreign')).toBe(202);

    const foreign = await eventually(async () => {
      const found = (await record('campaign-foreign'))?.completions[0]?.versions[0]?.deliveries.foreign;
      return found?.state === 'PARKED' ? found : undefined;
    }, PATIENCE_MS);
    expect(foreign).toMatchObject({ why: 'sftp_host_key_refused', nextAt: null });
    await reported('campaign-foreign', 'drop');
  });

  it('has no delivered report where a warehouse says that something else lies there, and asks again', async () => {
    laptop.genesys!.putCampaignRun('campaign-odd', run());
    laptop.warehouses!.lake!.setFaults([
      {
        system: 'snowflake',
        operation: 'submit',
        match: 'SELECT COUNT',
        fault: { kind: 'body', status: 200, body: { data: [['1', 'f'.repeat(64)]] } },
      },
    ]);

    expect(await post('campaign-odd')).toBe(202);

    const lake = await eventually(async () => {
      const found = (await record('campaign-odd'))?.completions[0]?.versions[0]?.deliveries.lake;
      return found?.why === 'receipt_mismatch' ? found : undefined;
    }, PATIENCE_MS);
    laptop.warehouses!.lake!.setFaults([]);
    expect(lake).toMatchObject({ state: 'DUE', receipt: { rows: 1 }, nextAt: expect.any(Date) });
    expect((await reported('campaign-odd')).deliveries.s3).toMatchObject({ why: null });
  });

  it('is quarantined when the platform does not know it', async () => {
    expect(await post('campaign-nobody')).toBe(202);

    const phase = await eventually(async () => {
      const found = (await record('campaign-nobody'))?.completions[0]?.phase;
      return found === 'UNKNOWN' ? found : undefined;
    }, PATIENCE_MS);
    expect(phase).toBe('UNKNOWN');
  });
});

it('asks the platform nothing its contract does not know', () => {
  const contract = readContract('genesys-cloud');

  const asked = laptop.genesys!.requests().filter(({ path }) => !path.includes('oauth'));

  expect(asked.length).toBeGreaterThan(0);
  expect(asked.flatMap((request) => requestProblems(contract, request))).toEqual([]);
});

it.each(['Courier', 'ReportNotice', 'Analytics'])(
  'keeps a message that %s cannot use, with its reason, and fails at nothing',
  async (worker) => {
    const { batchItemFailures } = await invokeBatch(laptop.system, worker, [
      { edgeId: `edge-${worker}`, body: '{"carry":"everything"}' },
    ]);

    expect(batchItemFailures).toEqual([]);
  },
);

it('is looked for by a sweep, in case its message was lost', async () => {
  const { name } = laptop.system.resource('AWS::Events::Rule', 'CampaignEnds/Sweep');
  await laptop.system.fireSchedule(name);

  await eventually(
    async () =>
      laptop.system
        .engineCalls()
        .find(({ functionName, action }) => functionName?.includes('Analytics') && action === 'Query'),
    PATIENCE_MS,
  );
});

/** Grants of which the matrix says that this run uses them. */
const OURS = 'used by the run of reports alone';

it('does nothing that the reviewed permissions do not allow, and uses every grant it alone can', () => {
  const { refused, unused } = exercisedPermissions(laptop.workDirectory, laptop);

  const reviewed = reviewedGrants(readMatrix());
  expect(refused).toEqual([]);
  expect(unused.filter((grant) => reviewed.get(grant) === OURS)).toEqual([]);
});
