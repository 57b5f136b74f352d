import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const CdkFile = z.object({
  context: z.looseObject({ stages: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

/** What `cdk.json` tells the app: its feature flags and the block of every stage. */
export function cdkContext(): {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly stages: Readonly<Record<string, Record<string, unknown>>>;
} {
  const text = readFileSync(join(import.meta.dirname, '../cdk.json'), 'utf8');
  const { context } = CdkFile.parse(JSON.parse(text));
  const flags = Object.entries(context).filter(([name]) => name.startsWith('@aws-cdk/'));
  return { flags: Object.fromEntries(flags), stages: context.stages };
}
