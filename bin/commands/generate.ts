import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readArguments, UsageError } from '../arguments.ts';
import { generatedFiles } from '../generate/generated-files.ts';

const ROOT = join(import.meta.dirname, '../..');

/** `generate`: writes the data modules anew from `data` and the installed phone metadata. */
export async function generate(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } });
  if (positionals.length > 0)
    throw new UsageError(`generate takes options only, not ${positionals.join(' ')}`);
  const written = generatedFiles().map(({ path, text }) => {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
    return { path, bytes: Buffer.byteLength(text) };
  });
  const lines = written.map(({ path, bytes }) => `${path} ${bytes} bytes`);
  console.log(values.json ? JSON.stringify(written) : lines.join('\n'));
  return 0;
}
