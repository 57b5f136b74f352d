import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import * as z from 'zod/mini';
import { BUNDLING } from '../../lib/constructs/bundling.ts';
import { type BenchTable, type Progress, rounded } from './bench-table.ts';
import { scratchDirectory } from './interruption.ts';
import { machineNote } from './machine.ts';
import { nodeOutput } from './node-child.ts';
import { verdictTable } from './permission-verdicts.ts';
import { median } from './statistics.ts';

/** Loads of each bundle; the median of fewer is not steady. */
const ROUNDS = 15;

const COMPLIANCE = join(import.meta.dirname, '../../functions/compliance');
const LoadTime = z.object({ wallMs: z.number(), cpuMs: z.number() });

/** What a verdict costs beside bare `Intl`, and what the phone metadata cost the one function that carries them. */
export async function permission(progress: Progress): Promise<readonly BenchTable[]> {
  const verdicts = verdictTable(progress);
  return [verdicts, await metadataTable(progress)];
}

/** The engine bundled like a function: without and with what it takes to know a number's type. */
const ENGINES = [
  { engine: 'nothing', source: '' },
  { engine: 'zones known (dialing)', source: "export * from './permission-at.ts';" },
  { engine: 'zones found (compliance)', source: "export * from './dialing-permission.ts';" },
];

async function metadataTable(progress: Progress): Promise<BenchTable> {
  const directory = scratchDirectory();
  try {
    const bundles = ENGINES.map(({ engine, source }, index) => {
      const outfile = join(directory.path, `${index}`, 'index.mjs');
      buildSync({ ...BUNDLING, stdin: { contents: source, resolveDir: COMPLIANCE }, outfile });
      return { engine, file: outfile, code: readFileSync(outfile) };
    });
    const loads = await loadTimes(
      bundles.map(({ file }) => file),
      progress,
    );
    return {
      title: 'What knowing the type of a number costs',
      rows: bundles.map(({ engine, file, code }) => ({
        engine,
        bytes: code.length,
        'gzip bytes': gzipSync(code).length,
        'load ms': rounded(median((loads.get(file) ?? []).map(({ wallMs }) => wallMs)), 1),
        'CPU ms': rounded(median((loads.get(file) ?? []).map(({ cpuMs }) => cpuMs)), 1),
      })),
      notes: [
        'the difference between the last two rows is the max metadata of libphonenumber-js and the prefix table',
        `load: import in a fresh Node process, median of ${ROUNDS}`,
        machineNote(),
      ],
    };
  } finally {
    directory.remove();
  }
}

/** Every round loads all files, so that a busy moment hits all alike. */
async function loadTimes(files: readonly string[], progress: Progress) {
  const script = join(import.meta.dirname, 'load-time.ts');
  const times = new Map<string, z.infer<typeof LoadTime>[]>(files.map((file) => [file, []]));
  for (let round = 1; round <= ROUNDS; round++) {
    progress(`loading the engine, ${round} of ${ROUNDS}`);
    for (const file of files) {
      times.get(file)?.push(LoadTime.parse(JSON.parse(await nodeOutput([script, file]))));
    }
  }
  return times;
}
