import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** A command line that cannot be understood; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Parses a command's arguments. @throws {UsageError} naming what is unknown or missing */
export function readArguments<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the arguments cannot be read');
  }
}

/** The one positional argument of a command. @throws {UsageError} when there is none or more */
export function onlyPositional(positionals: readonly string[], what: string): string {
  const [only, ...more] = positionals;
  if (only === undefined) throw new UsageError(`name ${what}`);
  if (more.length > 0) throw new UsageError(`name ${what}, one at a time`);
  return only;
}
