import { readArguments, UsageError } from '../arguments.ts';
import { type BenchTable, type Progress, tableText } from '../bench/bench-table.ts';
import { endOnSignals } from '../bench/interruption.ts';

/** Each part is loaded when asked for, so that none costs the others memory. */
const PARTS: Readonly<Record<string, () => Promise<(progress: Progress) => Promise<readonly BenchTable[]>>>> =
  {
    bundles: async () => (await import('../bench/bundles.ts')).bundles,
    requests: async () => (await import('../bench/requests.ts')).requests,
    incidents: async () => (await import('../bench/incidents.ts')).incidents,
    reports: async () => (await import('../bench/reports.ts')).reports,
    segmentation: async () => (await import('../bench/segmentation.ts')).segmentation,
    doors: async () => (await import('../bench/doors.ts')).doors,
    permission: async () => (await import('../bench/permission.ts')).permission,
    preview: async () => (await import('../bench/preview.ts')).preview,
  };

/** `bench [part ...] [--json]`: measures and prints tables on stdout, progress on stderr. The parts are those above. */
export async function bench(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } });
  const names = positionals.length > 0 ? positionals : Object.keys(PARTS);
  const startedAt = Date.now();
  const progress: Progress = (step) => {
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
    console.error(`[${seconds.padStart(4)} s] ${step}`);
  };
  const parts = names.map(partOf);
  endOnSignals();
  const tables: BenchTable[] = [];
  for (const load of parts) {
    const measured = await (await load())(progress);
    tables.push(...measured);
    if (!values.json) for (const table of measured) console.log(`\n${tableText(table)}\n`);
  }
  if (values.json) console.log(JSON.stringify(tables, undefined, 2));
  return 0;
}

function partOf(name: string) {
  const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (!part) throw new UsageError(`bench has no part "${name}"; it has: ${Object.keys(PARTS).join(', ')}`);
  return part;
}
