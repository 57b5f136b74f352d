import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDynamoEngine } from './dynamo-engine.ts';
import type { Engine, Service } from './engine.ts';
import { startFauxqsEngine } from './fauxqs-engine.ts';
import { secretsResponder } from './secrets-responder.ts';

/** All engines, by service. */
export interface Engines {
  readonly byService: Readonly<Record<Service, Engine>>;
  /** Ends long polls and releases files. */
  stop(): Promise<void>;
}

/**
 * Starts the engines, in memory or with their files in `dataDirectory`.
 * @param secrets secret ARN to secret string.
 */
export async function startEngines(
  dataDirectory: string | undefined,
  secrets: Readonly<Record<string, string>>,
): Promise<Engines> {
  const sqsAndS3 = await startFauxqsEngine(subdirectory(dataDirectory, 'sqs-s3'));
  const dynamodb = await startDynamoEngine(subdirectory(dataDirectory, 'dynamodb'));
  return {
    byService: {
      sqs: sqsAndS3,
      s3: sqsAndS3,
      sns: sqsAndS3,
      dynamodb,
      secretsmanager: secretsResponder(secrets),
    },
    stop: async () => {
      await Promise.all([sqsAndS3.stop(), dynamodb.stop()]);
    },
  };
}

function subdirectory(dataDirectory: string | undefined, name: string): string | undefined {
  if (dataDirectory === undefined) return undefined;
  const path = join(dataDirectory, name);
  mkdirSync(path, { recursive: true });
  return path;
}
