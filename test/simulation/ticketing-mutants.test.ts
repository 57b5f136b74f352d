import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ticketingViolations } from './ticketing-invariants.ts';
import { TICKETING_MUTANTS, type TicketingMutant } from './ticketing-mutants.ts';
import { runTicketing, type TicketingModules } from './ticketing-world.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Enough for every mistake of the list; most are found within a handful. */
const MOST_SEEDS = 150;

let copies: string;

beforeAll(() => {
  // Inside the repository, so that packages are found.
  mkdirSync(join(ROOT, '.local'), { recursive: true });
  copies = mkdtempSync(join(ROOT, '.local/mutants-'));
});
afterAll(() => rmSync(copies, { recursive: true, force: true }));

/** The product with one mistake. */
async function broken({ name, file, find, replace }: TicketingMutant): Promise<TicketingModules> {
  const copy = join(copies, name.replaceAll(' ', '-'));
  cpSync(join(ROOT, 'functions'), join(copy, 'functions'), { recursive: true });
  const text = readFileSync(join(copy, file), 'utf8');
  if (text.split(find).length !== 2) throw new Error(`${file} does not hold "${find}" once`);
  writeFileSync(
    join(copy, file),
    text.replace(find, () => replace),
  );
  const part = (path: string) => import(join(copy, 'functions', path));
  const [{ dynamoIncidents }, { advanceIncident }, { takeReading }, { takeDeskChange }] = await Promise.all([
    part('adapters/dynamo-incidents.ts'),
    part('ticketing/advance-incident.ts'),
    part('ticketing/take-reading.ts'),
    part('ticketing/take-desk-change.ts'),
  ]);
  return { dynamoIncidents, advanceIncident, takeReading, takeDeskChange };
}

describe('the simulation of incidents finds a product that', () => {
  it.each(TICKETING_MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    '%s',
    async (_name, mutant) => {
      const modules = await broken(mutant);
      const found: string[] = [];
      for (let seed = 1; seed <= MOST_SEEDS && found.length === 0; seed++) {
        found.push(
          ...ticketingViolations(await runTicketing(seed, modules)).map((what) => `seed ${seed}: ${what}`),
        );
      }

      expect(found).not.toEqual([]);
    },
    120_000,
  );
});
