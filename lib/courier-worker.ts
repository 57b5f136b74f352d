import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { CourierEnv } from '../functions/courier/env.ts';
import type { SftpByName } from '../functions/messages/warehouse-settings.ts';
import { Worker } from './constructs/worker.ts';
import { allowReadUnder, allowSecret, allowSend, allowWriteUnder } from './grants.ts';
import { common, type Workflow } from './workflow.ts';

/** A session of 25 s, with room for reading the documents and telling what came of it. */
const TIMEOUT = Duration.seconds(60);

/** The archive and the queue it tells may be out of reach for an hour: that is no dead letter. */
const RECEIVES = 200;

/**
 * Who carries reports to SFTP servers: it alone has their secrets, and it has nothing of the ledger but the quarantine.
 * Gives its queue. `results`: where it tells what came of carrying.
 */
export function courierWorker(workflow: Workflow, servers: SftpByName, results: Queue): Queue {
  const { ledger, archive } = workflow.state;
  const environment: CourierEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    RESULTS_QUEUE: results.queueUrl,
    SERVERS: JSON.stringify(servers),
  };
  const worker = new Worker(workflow.scope, 'Courier', {
    ...common(workflow, 'courier', TIMEOUT),
    lanes: { Queue: { batchSize: 1, maxConcurrency: 2 } },
    maxReceiveCount: RECEIVES,
    environment: () => environment,
  });
  for (const { secretArn } of Object.values(servers)) allowSecret(worker.function, secretArn);
  allowReadUnder(worker.function, archive, 'report-documents/');
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  allowSend(worker.function, results);
  return worker.queues.Queue;
}
