import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Job, MutantReport, SeedsReport } from './jobs.ts';
import { killingSeeds } from './killing-seeds.ts';
import { MACHINES } from './machines.ts';
import { changed, mutantProblems } from './mutation.ts';
import { type Pool, pool } from './pool.ts';

type MutantJob = Extract<Job, { kind: 'mutant' }>;
type SeedsJob = Extract<Job, { kind: 'seeds' }>;

/** The product is loaded once more for each mutant, which takes longest on a busy machine. */
const LONGEST_MS = 60_000;

describe('a change of the source', () => {
  const change = { file: 'functions/any.ts', find: 'a < b', replace: 'a <= b' };

  it('is made where its text is found once', () => {
    expect(changed('if (a < b) c();', change)).toBe('if (a <= b) c();');
  });

  it.each(['if (a > b) c();', 'a < b; a < b;'])('is refused in %s', (source) => {
    expect(() => changed(source, change)).toThrow('not once: a < b');
  });
});

describe.each(MACHINES.map((machine) => [machine.name, machine] as const))(
  'the mutants of %s',
  (name, machine) => {
    const names = machine.mutants.map((mutant) => mutant.name);
    const known: Readonly<Record<string, number>> = killingSeeds()[name] ?? {};
    const recorded = names.filter((mutant) => known[mutant] !== undefined);
    const unrecorded = names.filter((mutant) => known[mutant] === undefined);
    let workers: Pool | undefined;

    async function deathOf(mutant: string, seed: number): Promise<MutantReport | undefined> {
      let death: MutantReport | undefined;
      const hunt: MutantJob = { kind: 'mutant', machine: name, mutant, seeds: [seed] };
      await workers?.all([hunt], (_job, report) => {
        death = report;
      });
      return death;
    }

    async function peaceOf(seed: number): Promise<SeedsReport | undefined> {
      let peace: SeedsReport | undefined;
      const quiet: SeedsJob = { kind: 'seeds', machine: name, from: seed, to: seed };
      await workers?.all([quiet], (_job, report) => {
        peace = report;
      });
      return peace;
    }

    beforeAll(() => {
      workers = pool(1);
    });
    afterAll(() => workers?.end());

    it('each change exactly one place of the source', () => {
      expect(machine.mutants.flatMap(mutantProblems)).toEqual([]);
    });

    it('have names of their own, and no seed is recorded for one that is not there', () => {
      expect(new Set(names).size).toBe(names.length);
      expect(Object.keys(known).toSorted()).toEqual(recorded.toSorted());
    });

    it('have a recorded seed each; `simulate --mutants --record` hunts for those that have none', () => {
      expect(unrecorded).toEqual([]);
    });

    it.each(recorded)(
      '%s: dies of its recorded seed, which breaks nothing without it',
      async (mutant) => {
        const seed = known[mutant] ?? 0;

        const death = await deathOf(mutant, seed);

        expect(death?.killedBy).toMatchObject({ seed });
        expect((await peaceOf(seed))?.broken).toEqual([]);
      },
      LONGEST_MS,
    );
  },
);
