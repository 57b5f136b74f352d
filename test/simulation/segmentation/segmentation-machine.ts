import type { Machine, MachineRun } from '../machine.ts';
import type { Simulation, Violation } from '../simulation.ts';
import { POISON } from './crm-model.ts';
import { SEGMENT_MUTANTS } from './mutants.ts';
import { START, segmentWorld } from './segment-world.ts';
import { expectedState } from './workload.ts';

const RESTS_WITHIN_MS = 3 * 3_600_000;

/** The life of a customer's profile: every completion, until the CRM has the newest state and every tag that stays. */
export const segmentation: Machine = {
  name: 'segmentation',
  mutants: SEGMENT_MUTANTS,
  begin: () => ({ start: START, together: [] }),
  build,
};

function build(simulation: Simulation): MachineRun {
  const world = segmentWorld(simulation);
  return {
    parts: world.parts,
    endsAt: world.endsAt,
    restsWithinMs: RESTS_WITHIN_MS,
    atRest: () => [...judged(world)],
  };
}

function* judged(world: ReturnType<typeof segmentWorld>): Generator<Violation> {
  if (world.waiting.size > 0)
    yield { invariant: 'drained', what: `${world.waiting.size} messages never ended` };
  const profiles = world.profilesThere();
  for (const id of world.customers) {
    const own = world.posts.map(({ completion }) => completion).filter(({ customerId }) => customerId === id);
    const profile = profiles.get(id);
    if (world.gone.has(id)) {
      if (profile?.state !== 'ERASED') yield { invariant: 'erased', what: `${id} is ${profile?.state}` };
      if (world.crm.has(id)) yield { invariant: 'erased', what: `${id} was created again` };
      continue;
    }
    if (own.length === 0) continue;
    const expected = expectedState(own);
    const state = expected.tags.includes(POISON) ? 'PARKED' : 'CLEAN';
    if (profile?.state !== state)
      yield { invariant: 'drained', what: `${id} is ${profile?.state}, not ${state}` };
    if (profile?.nextAt !== undefined) yield { invariant: 'drained', what: `${id} still has an appointment` };
    if (state === 'PARKED') continue;
    const { attributes, tags, updatedAt } = world.crm.get(id) ?? {};
    const found = JSON.stringify({ attributes, tags, updatedAt });
    if (found !== JSON.stringify(expected)) {
      yield { invariant: 'newest', what: `${id}: ${found}, not ${JSON.stringify(expected)}` };
    }
  }
}
