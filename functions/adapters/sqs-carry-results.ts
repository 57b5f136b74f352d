import type { CarryResults } from '../ports/carry-results.ts';
import { sqsSender } from './sqs-sender.ts';

/** Results on SQS, by the URL of analytics' queue. */
export function sqsCarryResults(queueUrl: string): CarryResults {
  const send = sqsSender();
  return { tell: (result) => send(queueUrl, result) };
}
