import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sftpWarehouse } from '../../functions/adapters/sftp.ts';
import { systemRandom } from '../../functions/adapters/system.ts';
import { reportToDeliver } from '../../functions/analytics/report-files.ts';
import type { SftpSettings } from '../../functions/messages/warehouse-settings.ts';
import type { Warehouse } from '../../functions/ports/warehouse.ts';
import { campaignReport } from '../support/campaign-report.ts';
import { sshKeyPair } from '../support/key-pairs.ts';
import { type SftpServer, startSftpServer } from '../support/sftp-server.ts';
import { warehouseSuite } from './warehouse-suite.ts';

const KEY = sshKeyPair();
const REPORT = reportToDeliver(campaignReport());
const CSV = `/in/${REPORT.report.reportId}-v1.csv`;
const csv = Buffer.from(REPORT.files.find(({ extension }) => extension === 'csv')!.text);

describe('SFTP', () => {
  let server: SftpServer;
  beforeEach(async () => {
    server = await startSftpServer({
      username: 'reports',
      password: 'invented',
      publicKey: KEY.public,
      directory: '/in',
    });
  });
  afterEach(() => server.stop());

  const warehouse = (
    changes: Partial<SftpSettings> = {},
    credentials: { password: string } | { privateKey: string } = { privateKey: KEY.private },
  ): Warehouse =>
    sftpWarehouse(
      {
        kind: 'sftp',
        host: '127.0.0.1',
        port: server.port,
        username: 'reports',
        directory: '/in',
        hostKeys: [server.hostKey],
        secretArn: 'arn',
        ...changes,
      },
      { value: async () => credentials },
      systemRandom,
    );

  describe('as a warehouse', () => {
    let subject: Warehouse;
    beforeEach(() => {
      subject = warehouse();
    });

    warehouseSuite(() => ({
      warehouse: subject,
      lines: (reportId, version) =>
        server.files
          .get(`/in/${reportId}-v${version}.csv`)
          ?.toString('utf8')
          .trimEnd()
          .split('\n')
          .slice(1) ?? [],
      loseReply: () => server.fail('hangs_up_after_rename'),
      goDown: () => server.fail('refuses'),
    }));
  });

  it('leaves each document with its checksum and nothing half done', async () => {
    await warehouse().deliver(REPORT);

    const base = `/in/${REPORT.report.reportId}-v1`;
    const names = ['json', 'csv', 'html'].flatMap((name) => [`${base}.${name}`, `${base}.${name}.sha256`]);
    expect([...server.files.keys()].toSorted()).toEqual(names.toSorted());
    expect(server.files.get(`${CSV}.sha256`)!.toString()).toBe(
      `${createHash('sha256').update(csv).digest('hex')}  ${REPORT.report.reportId}-v1.csv\n`,
    );
  });

  it('gives a document its name when it is whole, the CSV last, and its checksum after that', async () => {
    await warehouse().deliver(REPORT);

    const tail = server.log.slice(-3);
    expect(tail[0]).toMatch(/^write \/in\/\.rpt-.*\.csv\.[0-9a-f]{12}\.part$/);
    expect(tail[1]).toMatch(/^rename .*\.part \/in\/rpt-.*\.csv$/);
    expect(tail[2]).toBe(`write ${CSV}.sha256`);
  });

  it('writes nothing again that is there', async () => {
    await warehouse().deliver(REPORT);
    const before = server.log.length;

    await warehouse().deliver(REPORT);

    expect(server.log).toHaveLength(before);
  });

  it('lets in with a password, too', async () => {
    expect(await warehouse({}, { password: 'invented' }).deliver(REPORT)).toMatchObject({
      level: 'accepted',
      sha256: REPORT.sha256,
    });
  });

  it('refuses a server whose key is not pinned, for good, and shows it no password', async () => {
    const other = `SHA256:${'A'.repeat(43)}`;

    await expect(
      warehouse({ hostKeys: [other] }, { password: 'invented' }).deliver(REPORT),
    ).rejects.toMatchObject({ name: 'RejectedError', reason: 'sftp_host_key_refused' });
    expect(server.files.size).toBe(0);
  });

  it('takes a second pinned key while the server changes its own', async () => {
    const hostKeys = [`SHA256:${'A'.repeat(43)}`, server.hostKey];

    expect(await warehouse({ hostKeys }).deliver(REPORT)).toMatchObject({ sha256: REPORT.sha256 });
  });

  it('waits for a person when it is not let in, and reads the secret again', async () => {
    const reads: boolean[] = [];
    const secret = {
      value: async (fresh = false) => {
        reads.push(fresh);
        return { password: 'wrong' };
      },
    };
    const settings: SftpSettings = {
      kind: 'sftp',
      host: '127.0.0.1',
      port: server.port,
      username: 'reports',
      directory: '/in',
      hostKeys: [server.hostKey],
      secretArn: 'arn',
    };

    await expect(sftpWarehouse(settings, secret, systemRandom).deliver(REPORT)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'sftp_unauthorized',
      retryAfterMs: 900_000,
    });
    expect(reads).toEqual([false, true]);
  });

  it.each([
    ['hangs_up_at_rename', 'TransientError', 'sftp_unavailable'],
    ['keeps_half', 'TransientError', 'sftp_short'],
    ['read_only', 'TransientError', 'sftp_unauthorized'],
  ] as const)(
    'gives no receipt when the server %s, and delivers the next time',
    async (fault, name, reason) => {
      server.fail(fault);

      await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({ name, reason });
      expect(server.files.has(CSV)).toBe(false);
      expect(await warehouse().deliver(REPORT)).toMatchObject({ sha256: REPORT.sha256 });
    },
  );

  it('refuses a folder that is not there for good', async () => {
    await expect(warehouse({ directory: '/out' }).deliver(REPORT)).rejects.toMatchObject({
      name: 'RejectedError',
      reason: 'sftp_refused',
    });
  });

  it('asks again later when nobody listens', async () => {
    const { port } = server;
    await server.stop();

    await expect(warehouse({ port }).deliver(REPORT)).rejects.toMatchObject({ reason: 'sftp_unavailable' });
    server = await startSftpServer({ username: 'reports', directory: '/in' });
  });

  it.each([
    ['changed', Buffer.from('header\nsomething else\n')],
    ['cut short', csv.subarray(0, csv.length - 20)],
  ])('tells what is there, not what was sent, when a file was %s, and leaves it so', async (_, content) => {
    await warehouse().deliver(REPORT);
    server.files.set(CSV, content);

    const receipt = await warehouse().deliver(REPORT);

    expect(receipt).not.toMatchObject({ sha256: REPORT.sha256 });
    expect(server.files.get(CSV)).toEqual(content);
  });

  it('mends a checksum file that says something else', async () => {
    await warehouse().deliver(REPORT);
    server.files.set(`${CSV}.sha256`, Buffer.from('nonsense'));

    expect(await warehouse().deliver(REPORT)).toMatchObject({ sha256: REPORT.sha256 });
  });

  it('names neither host nor path in what it says of a failure', async () => {
    const failure = await warehouse({ directory: '/out' })
      .deliver(REPORT)
      .catch((error: unknown) => error);

    expect(String(failure)).not.toMatch(/127\.0\.0\.1|\/out/);
  });
});
