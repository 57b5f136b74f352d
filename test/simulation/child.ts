import type { Job } from './jobs.ts';
import { work } from './work.ts';

// Traces of expected failures are never read here, and cost more than the failures.
Error.stackTraceLimit = 0;

process.on('message', ({ id, job }: { id: number; job: Job }) => {
  work(job).then(
    (report) => process.send?.({ id, report }),
    (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
