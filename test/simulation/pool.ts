import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Job, ReportOf } from './jobs.ts';

/** Processes that do jobs, one each at a time. */
export interface Pool {
  /** Does all jobs; `told` hears of each as it ends. @throws {Error} a job failed */
  all<J extends Job>(jobs: readonly J[], told: (job: J, report: ReportOf<J>) => void): Promise<void>;
  end(): void;
}

type Answer = { readonly id: number; readonly report?: unknown; readonly error?: string };

/** Runs leave much that is soon of no use: with this much room most of it is gone before anybody looks, MiB. */
const ROOM_MIB = 64;

const OPTIONS = ['--disable-warning=ExperimentalWarning', `--max-semi-space-size=${ROOM_MIB}`];

/** One process a core, at most as many as asked for. */
export function pool(most = availableParallelism()): Pool {
  const children = Array.from({ length: Math.max(1, most) }, () =>
    fork(new URL('child.ts', import.meta.url), { execArgv: OPTIONS }),
  );
  let minted = 0;

  function ask(child: ChildProcess, job: Job): Promise<unknown> {
    const id = ++minted;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const hear = (answer: Answer): void => {
      if (answer.id !== id) return;
      child.off('message', hear);
      child.off('exit', gone);
      if (answer.error === undefined) resolve(answer.report);
      else reject(new Error(answer.error));
    };
    const gone = (): void => reject(new Error('a process of the simulator is gone'));
    child.on('message', hear);
    child.once('exit', gone);
    child.send({ id, job });
    return promise;
  }

  return {
    async all(jobs, told) {
      const left = [...jobs];
      const drain = async (child: ChildProcess): Promise<void> => {
        for (let job = left.shift(); job; job = left.shift()) {
          told(job, (await ask(child, job)) as ReportOf<typeof job>);
        }
      };
      await Promise.all(children.map(drain));
    },
    end() {
      for (const child of children) if (child.connected) child.disconnect();
    },
  };
}
