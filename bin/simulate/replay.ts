import { machineNamed, run } from '../../test/simulation/machines.ts';

/** Tells one seed step by step, without the parts of these names; the same seed gives the same history. */
export async function replay(
  machine: string,
  seed: number,
  without: readonly string[],
  json: boolean,
): Promise<number> {
  const history: string[] = [];
  const result = await run(machineNamed(machine), {
    seed,
    without: new Set(without),
    trace: (line) => void history.push(line),
  });
  if (json) console.log(JSON.stringify({ seed, without, ...result, history }, undefined, 2));
  else {
    for (const line of history) console.log(line);
    console.log(`\nseed ${seed} of ${machine}, with ${result.parts.join(', ') || 'nothing'}`);
    for (const { invariant, what } of result.violations) console.log(`${invariant}: ${what}`);
    if (result.violations.length === 0) console.log('no rule is broken');
  }
  return result.violations.length > 0 ? 1 : 0;
}
