import type { Context, SQSRecord } from 'aws-lambda';

/** The context of an invocation that has this much time left. */
export function lambdaContext(remainingMs = 30_000): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'function',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:function',
    memoryLimitInMB: '512',
    awsRequestId: 'request-1',
    logGroupName: 'group',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => remainingMs,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** A message as Lambda gets it from SQS. */
export function sqsRecord(fields: {
  readonly id: string;
  readonly body: string;
  readonly edgeId?: string;
  readonly received?: number;
}): SQSRecord {
  const { id, body, edgeId, received = 1 } = fields;
  return {
    messageId: id,
    receiptHandle: `handle-of-${id}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(received),
      SentTimestamp: '0',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: edgeId === undefined ? {} : { edgeId: { stringValue: edgeId, dataType: 'String' } },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:queue',
    awsRegion: 'eu-central-1',
  };
}

/** What a function writes to its log, one text a line, instead of the terminal. */
export function capturedLog(): string[] {
  const lines: string[] = [];
  process.env.POWERTOOLS_DEV = 'true';
  for (const method of ['log', 'debug', 'info', 'warn', 'error'] as const) {
    console[method] = (...parts: unknown[]) => void lines.push(parts.map(String).join(' '));
  }
  return lines;
}
