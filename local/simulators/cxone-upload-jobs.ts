import type { Call } from './call.ts';
import { type CxoneDesk, type CxoneOutcome, done, refused } from './cxone-errors.ts';
import type { Route } from './openapi-route.ts';

interface Job {
  readonly id: number;
  readonly list: { readonly id: string; readonly name: string };
  readonly completesAt: number;
  readonly apply: (at: Date) => void;
  state: 'pending' | 'complete' | 'cancelled';
}

/** Jobs that apply uploads, each when its time is over and not before. */
export interface UploadJobs {
  readonly work: CxoneDesk;
  /** Begins a job and gives its id. */
  begin(list: Job['list'], at: Date, apply: Job['apply']): number;
  /** What was due by now has happened. */
  settle(at: Date): void;
  /** From now on a job takes so long. @default 0 */
  setTime(ms: number): void;
}

/** No job has begun. */
export function uploadJobs(): UploadJobs {
  const jobs = new Map<string, Job>();
  let jobMs = 0;

  function settle(at: Date): void {
    for (const job of jobs.values()) {
      if (job.state !== 'pending' || job.completesAt > at.getTime()) continue;
      job.apply(at);
      job.state = 'complete';
    }
  }
  function withJob(call: Call, route: Route, work: (job: Job) => CxoneOutcome): CxoneOutcome {
    settle(call.at);
    const job = jobs.get(route.pathValues.jobId ?? '');
    return job ? work(job) : refused(404, 'no such job');
  }

  return {
    work: {
      getUploadJob: (call, route) => withJob(call, route, (job) => done(200, { uploadJobs: [jobView(job)] })),
      cancelUploadJob: (call, route) =>
        withJob(call, route, (job) => {
          if (job.state === 'pending') job.state = 'cancelled';
          return done(204);
        }),
    },
    begin(list, at, apply) {
      const id = 9000 + jobs.size + 1;
      jobs.set(String(id), { id, list, completesAt: at.getTime() + jobMs, apply, state: 'pending' });
      return id;
    },
    settle,
    setTime(ms) {
      jobMs = ms;
    },
  };
}

const jobView = ({ id, list, state }: Job) => ({
  jobId: id,
  listId: Number(list.id),
  listName: list.name,
  isComplete: state === 'complete',
  isCancelled: state === 'cancelled',
});
