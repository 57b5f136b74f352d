import type { Mutant } from '../machine.ts';
import { NEW_MUTANTS } from './new-mutants.ts';
import { SLOT_MUTANTS } from './slot-mutants.ts';
import { STEP_MUTANTS } from './step-mutants.ts';
import { WRITE_MUTANTS } from './write-mutants.ts';

/**
 * The mutants of dialing-protocol.md section 12 under its names, in three files by what they break, and those of what
 * the protocol did not model.
 */
export const MUTANTS: readonly Mutant[] = [
  ...STEP_MUTANTS,
  ...WRITE_MUTANTS,
  ...SLOT_MUTANTS,
  ...NEW_MUTANTS,
];
