import { existsSync, readFileSync } from 'node:fs';

/** By machine and mutant: a seed that kills it, and breaks nothing without it. */
export type KillingSeeds = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The file that is checked in; `simulate --mutants --record` writes it. */
export const KILLING_SEEDS = new URL('killing-seeds.json', import.meta.url);

/** What has been recorded. */
export const killingSeeds = (): KillingSeeds =>
  existsSync(KILLING_SEEDS) ? (JSON.parse(readFileSync(KILLING_SEEDS, 'utf8')) as KillingSeeds) : {};
