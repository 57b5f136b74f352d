import { POISON } from './crm-model.ts';
import { segmentWorld, type Violation } from './segment-world.ts';
import { expectedState } from './workload.ts';

export { MUTANTS, TELLING_SEEDS } from './mutants.ts';

export const NAME = 'segmentation';

/** One seed from beginning to rest: what did not hold, empty is well. */
export async function run(seed: number): Promise<readonly Violation[]> {
  const world = await segmentWorld(seed);
  const violations = [...world.violations];
  const violated = (rule: string, what: string): void => void violations.push({ rule, what });
  if (world.waiting.size > 0) violated('drained', `${world.waiting.size} messages never ended`);
  for (const id of world.customers) {
    const own = world.posts.map(({ completion }) => completion).filter(({ customerId }) => customerId === id);
    const profile = world.profiles.get(id);
    if (world.gone.has(id)) {
      if (profile?.state !== 'ERASED') violated('erased', `${id} is ${profile?.state}`);
      if (world.crm.has(id)) violated('erased', `${id} was created again`);
      continue;
    }
    const expected = expectedState(own);
    const state = expected.tags.includes(POISON) ? 'PARKED' : 'CLEAN';
    if (profile?.state !== state) violated('drained', `${id} is ${profile?.state}, not ${state}`);
    if (profile?.nextAt !== undefined) violated('drained', `${id} still has an appointment`);
    if (state === 'PARKED') continue;
    const { attributes, tags, updatedAt } = world.crm.get(id) ?? {};
    const found = JSON.stringify({ attributes, tags, updatedAt });
    if (found !== JSON.stringify(expected))
      violated('newest', `${id}: ${found}, not ${JSON.stringify(expected)}`);
  }
  return violations;
}
