import { createHash } from 'node:crypto';
import { TransientError } from '../errors.ts';
import type { Receipt } from '../messages/report-receipt.ts';
import type { SftpSettings } from '../messages/warehouse-settings.ts';
import type { Random } from '../ports/random.ts';
import type { ReportFile, ReportToDeliver, Warehouse } from '../ports/warehouse.ts';
import type { Secret, SftpCredentials } from './secrets.ts';
import { inSftpSession, type SftpSession } from './sftp-session.ts';

/**
 * Reports as files in a folder: each document under its last name only when it is whole, and then its checksum. What
 * is there is never replaced; the receipt is what the CSV document holds when it is read again.
 */
export function sftpWarehouse(
  settings: SftpSettings,
  credentials: Secret<SftpCredentials>,
  random: Random,
): Warehouse {
  const folder = settings.directory.replace(/\/+$/, '');

  async function deliver(session: SftpSession, delivery: ReportToDeliver): Promise<Receipt> {
    const { reportId, version } = delivery.report;
    const base = `${reportId}-v${version}`;
    for (const file of csvLast(delivery.files)) await place(session, `${base}.${file.extension}`, file);
    return receipt(session, `${folder}/${base}.csv`);
  }

  async function place(session: SftpSession, name: string, { text }: ReportFile): Promise<void> {
    const content = Buffer.from(text);
    const path = `${folder}/${name}`;
    if ((await session.read(path)) === undefined) {
      // A name of its own: two who deliver at once do not write into each other's file.
      const part = `${folder}/.${name}.${random.id().slice(0, 12)}.part`;
      await session.write(part, content);
      if ((await session.size(part)) !== content.length) {
        throw new TransientError('sftp_short', 'the sftp server holds fewer bytes than were sent');
      }
      if (!(await session.rename(part, path))) await session.remove(part);
    }
    const checksum = Buffer.from(`${sha256(content)}  ${name}\n`);
    const there = await session.read(`${path}.sha256`);
    if (there === undefined || !there.equals(checksum)) await session.write(`${path}.sha256`, checksum);
  }

  return {
    async deliver(delivery) {
      try {
        return await inSftpSession(settings, await credentials.value(), (session) =>
          deliver(session, delivery),
        );
      } catch (error) {
        // The next try has what is in the store by then.
        if (error instanceof TransientError && error.reason === 'sftp_unauthorized')
          await credentials.value(true);
        throw error;
      }
    },
  };
}

/** Whoever waits for the CSV document finds the others there. */
const csvLast = (files: readonly ReportFile[]): readonly ReportFile[] =>
  files.toSorted((one, other) => Number(one.extension === 'csv') - Number(other.extension === 'csv'));

/** What the file holds: its size as the server counts, its bytes, and the checksum file must speak of the same. */
async function receipt(session: SftpSession, path: string): Promise<Receipt> {
  const [size, content, checksum] = [
    await session.size(path),
    await session.read(path),
    await session.read(`${path}.sha256`),
  ];
  if (content === undefined || size !== content.length) {
    throw new TransientError('sftp_short', 'the sftp server does not give back the whole file');
  }
  const lines = content.toString('utf8').replace(/\n$/, '').split('\n').slice(1);
  const told = checksum?.toString('utf8').startsWith(sha256(content)) ?? false;
  return {
    level: 'accepted',
    rows: lines.length,
    // A file that is not what its checksum says counts for nothing.
    sha256: told ? sha256(Buffer.from(lines.join('\n'))) : sha256(content),
    reference: path,
  };
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
