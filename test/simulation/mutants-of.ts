import type { Mutant, SourceChange } from './machine.ts';

/** A mutant that changes one place of a file. */
export const mutant = (name: string, file: string, find: string, replace: string): Mutant => ({
  name,
  changes: [{ file, find, replace }],
});

/** A mutant that takes several changes. */
export const mutantOf = (name: string, ...changes: readonly SourceChange[]): Mutant => ({ name, changes });
