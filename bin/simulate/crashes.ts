import type { CrashReport } from '../../test/simulation/crash-placements.ts';
import { SCENARIOS } from '../../test/simulation/crash-scenarios.ts';
import type { Job } from '../../test/simulation/jobs.ts';
import { pool } from '../../test/simulation/pool.ts';
import type { ProgressBar } from './progress-bar.ts';

export interface CrashesRequest {
  /** Part of the names of the scenarios. @default all */
  readonly only?: string;
  readonly json: boolean;
}

type CrashJob = Extract<Job, { kind: 'crashes' }>;

/** Every scenario with one misfortune everywhere, and some with two. */
export async function placeCrashes(
  { only = '', json }: CrashesRequest,
  progress: ProgressBar,
): Promise<number> {
  const chosen = SCENARIOS.filter(({ name }) => name.includes(only));
  const singles = chosen.map(({ name }): CrashJob => ({ kind: 'crashes', scenario: name, pairs: false }));
  const pairs = chosen
    .filter((scenario) => scenario.pairs)
    .map(({ name }): CrashJob => ({ kind: 'crashes', scenario: name, pairs: true }));
  const reports: (CrashReport & { readonly pairs: boolean })[] = [];
  const workers = pool();
  try {
    // The long ones first, so that no process ends up alone.
    await workers.all([...pairs, ...singles], (job, report) => {
      reports.push({ ...report, pairs: job.pairs });
      progress.show(
        reports.length,
        pairs.length + singles.length,
        `${broken(reports).length} placements broke a rule`,
      );
    });
  } finally {
    workers.end();
    progress.end();
  }
  if (json) console.log(JSON.stringify(reports, undefined, 2));
  else tell(reports);
  return broken(reports).length > 0 ? 1 : 0;
}

const broken = (reports: readonly CrashReport[]) =>
  reports.flatMap((report) => report.broken.map((one) => ({ ...one, scenario: report.scenario })));

function tell(reports: readonly (CrashReport & { readonly pairs: boolean })[]): void {
  for (const pairs of [false, true]) {
    const told = reports.filter((report) => report.pairs === pairs);
    const placements = told.reduce((sum, report) => sum + report.placements, 0);
    console.log(
      `${told.length} scenarios, ${placements} placements of ${pairs ? 'two misfortunes' : 'one misfortune'}`,
    );
  }
  const all = broken(reports);
  console.log(`${all.length} broke a rule`);
  for (const { scenario, at, invariant, what } of all.slice(0, 20)) {
    console.log(`  ${scenario}, ${at}: ${invariant}: ${what}`);
  }
}
