import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EffectTap, openTap } from '../../local/effect-tap.ts';
import { type Laptop, startLaptop } from '../../local/laptop.ts';
import type { Override } from '../../local/stage-settings.ts';

/** The product on this machine for the tests of one file: simulated vendors, any free port, state in memory. */
export interface TestLaptop extends Laptop {
  /** Holds the synthesized app in `cdk.out`, and the logs. Gone when the laptop has stopped. */
  readonly workDirectory: string;
}

/**
 * Starts the local stage with some settings replaced; takes some seconds.
 * @param tap carries out every effect of the functions. @default they happen
 * @throws {Error} nothing is left behind
 */
export async function testLaptop(
  overrides: readonly Override[] = [],
  tap: EffectTap = openTap,
): Promise<TestLaptop> {
  const workDirectory = mkdtempSync(join(tmpdir(), 'trunkline-integration-'));
  const remove = (): void => rmSync(workDirectory, { recursive: true, force: true });
  try {
    const laptop = await startLaptop({
      port: 0,
      overrides,
      tap,
      simulators: true,
      workDirectory,
      progress: () => undefined,
    });
    return { ...laptop, workDirectory, stop: () => laptop.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}
