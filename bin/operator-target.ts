import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL, parseStage } from '../lib/stage.ts';
import { cdkContext } from '../local/cdk-context.ts';
import { described } from './ledger.ts';
import { localClient } from './local-client.ts';
import { LOCAL_URL, stackOutput } from './target.ts';

/** The queues and the archive of a system, for what an operator does with the caller's own credentials. */
export interface OperatorTarget {
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly queuePrefix: string;
  readonly archiveBucket: string;
}

/**
 * The system of `--stage`, with the caller's own AWS credentials, or the local one at `--url`.
 * @throws {UsageError} the stage is not known or not deployed
 * @throws {Error} no local system answers there
 */
export async function operatorTarget(options: {
  readonly url?: string | undefined;
  readonly stage?: string | undefined;
}): Promise<OperatorTarget> {
  const { stage } = options;
  if (stage !== undefined && stage !== LOCAL) return deployed(stage);
  const { aws, archiveBucket, queuePrefix } = await described(options.url ?? LOCAL_URL);
  return {
    sqs: new SQSClient({ ...localClient(aws, 'SQS'), useQueueUrlAsEndpoint: false }),
    s3: new S3Client({ ...localClient(aws, 'S3'), forcePathStyle: true }),
    queuePrefix,
    archiveBucket,
  };
}

function deployed(stage: string): OperatorTarget {
  parseStage(stage, cdkContext().stages[stage]);
  return {
    sqs: new SQSClient({}),
    s3: new S3Client({}),
    queuePrefix: `trunkline-${stage}-pipeline-`,
    archiveBucket: stackOutput(stage, 'state', 'ArchiveBucketName'),
  };
}
