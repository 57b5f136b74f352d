import { isObject } from './json.ts';

/**
 * Which messages of a batch are done, given what the function answered with `ReportBatchItemFailures` on.
 * An absent or empty list means all; an answer Lambda cannot follow means none.
 * Source: AWS Lambda Developer Guide, "Handling errors for an SQS event source": success and failure conditions.
 */
export function completedIds(batch: readonly string[], answer: unknown): readonly string[] {
  if (answer === null || answer === undefined) return batch;
  if (!isObject(answer)) return [];
  const failures = answer.batchItemFailures;
  if (failures === null || failures === undefined) return batch;
  if (!Array.isArray(failures)) return [];
  const failed = new Set<unknown>(
    failures.map((entry) => (isObject(entry) ? entry.itemIdentifier : undefined)),
  );
  for (const id of failed) if (typeof id !== 'string' || !batch.includes(id)) return [];
  return batch.filter((id) => !failed.has(id));
}
