import { chance } from '../chance.ts';
import type { Machine } from '../machine.ts';
import { PREVIEW_MUTANTS } from './preview-mutants.ts';
import { beginningOf } from './preview-workload.ts';
import { previewSimulation } from './preview-world.ts';

/** The life of a pushed contact: offered only while it may be called, under one id, on one list, until its outcome. */
export const previews: Machine = {
  name: 'previews',
  mutants: PREVIEW_MUTANTS,
  begin: (seed) => ({ start: beginningOf(chance(seed, 'beginning')), together: [] }),
  build(simulation) {
    const world = previewSimulation(simulation, simulation.timeline.now());
    return { ...world, atRest: () => [...world.atRest()] };
  },
};
