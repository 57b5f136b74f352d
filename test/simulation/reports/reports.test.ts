import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoCampaigns } from '../../../functions/adapters/dynamo-campaigns.ts';
import { dueAt } from '../../../functions/analytics/campaign-life.ts';
import { workOnCampaign } from '../../../functions/analytics/work-on-campaign.ts';
import { TransientError } from '../../../functions/errors.ts';
import { REPORT_MUTANTS } from './reports-mutants.ts';
import { type ReportModules, reportViolations, runReports } from './reports-world.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SEEDS = Number(process.env.SEEDS ?? 4);
const FROM = Number(process.env.FROM ?? 1);

/** Enough for every mistake of the list; most are found within a handful. */
const MOST_SEEDS = 12;

let copies: string;

beforeAll(() => {
  // Inside the repository, so that packages are found.
  mkdirSync(join(ROOT, '.local'), { recursive: true });
  copies = mkdtempSync(join(ROOT, '.local/mutants-'));
});
afterAll(() => rmSync(copies, { recursive: true, force: true }));

/** The product with one mistake. */
async function broken({
  name,
  file,
  find,
  replace,
}: (typeof REPORT_MUTANTS)[number]): Promise<ReportModules> {
  const copy = join(copies, name.replaceAll(' ', '-'));
  cpSync(join(ROOT, 'functions'), join(copy, 'functions'), { recursive: true });
  const text = readFileSync(join(copy, file), 'utf8');
  if (text.split(find).length !== 2) throw new Error(`${file} does not hold "${find}" once`);
  writeFileSync(
    join(copy, file),
    text.replace(find, () => replace),
  );
  const part = (path: string) => import(join(copy, 'functions', path));
  const [campaigns, life, work, errors] = await Promise.all([
    part('adapters/dynamo-campaigns.ts'),
    part('analytics/campaign-life.ts'),
    part('analytics/work-on-campaign.ts'),
    part('errors.ts'),
  ]);
  return {
    dynamoCampaigns: campaigns.dynamoCampaigns,
    dueAt: life.dueAt,
    workOnCampaign: work.workOnCampaign,
    TransientError: errors.TransientError,
  };
}

describe('the life of reports', () => {
  it(`keeps its promises over ${SEEDS} schedules`, async () => {
    const modules = { dynamoCampaigns, dueAt, workOnCampaign, TransientError };
    const found: string[] = [];
    for (let seed = FROM; seed < FROM + SEEDS; seed++) {
      const violations = reportViolations(await runReports(seed, modules));
      if (violations.length > 0) found.push(`seed ${seed}: ${violations.join('; ')}`);
    }

    expect(found).toEqual([]);
  }, 120_000);
});

describe('the simulation of reports finds a product that', () => {
  it.each(REPORT_MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    '%s',
    async (_name, mutant) => {
      const modules = await broken(mutant);
      const found: string[] = [];
      for (let seed = 1; seed <= MOST_SEEDS && found.length === 0; seed++) {
        found.push(...reportViolations(await runReports(seed, modules)));
      }

      expect(found).not.toEqual([]);
    },
    120_000,
  );
});
