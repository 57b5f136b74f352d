import { cpSync, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { LOCAL, parseStage } from '../../lib/stage.ts';
import { readBlueprint } from '../../local/blueprint.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { readCloudAssembly } from '../../local/cloud-assembly.ts';
import { functionDefinitions } from '../../local/function-definition.ts';
import { localResources } from '../../local/local-resources.ts';
import { synthesize } from '../../local/synthesize.ts';
import { type BenchTable, type Progress, rounded, verdict } from './bench-table.ts';
import { type BundleSize, bundleSize } from './bundle-size.ts';
import { comparisonBundles, functionFolders } from './comparison-bundles.ts';
import { scratchDirectory } from './interruption.ts';
import { machineNote } from './machine.ts';
import { nodeOutput } from './node-child.ts';
import { median } from './statistics.ts';

/** At most this share of what one bundle with everything costs. */
const MOST_BYTES = 0.5;
const MOST_LOAD = 0.65;

/** Loads of each bundle; the median of fewer is not steady. */
const ROUNDS = 15;

/** Nothing listens there: loading a module must not ask anything. */
const NOBODY = 'http://127.0.0.1:9';

const LoadTime = z.strictObject({ wallMs: z.number(), cpuMs: z.number(), allCpuMs: z.number() });
type LoadTime = z.infer<typeof LoadTime>;

interface Bundle {
  readonly name: string;
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly size: BundleSize;
}

/** Bytes and load time of every function's bundle, beside a bare handler and one bundle with everything. */
export async function bundles(progress: Progress): Promise<readonly BenchTable[]> {
  const directory = scratchDirectory();
  try {
    progress('synthesizing and bundling');
    const own = functionBundles(join(directory.path, 'cdk.out'));
    const compared = comparisons(directory.path, own);
    const loads = await loadTimes([...compared, ...own], progress);
    return [bundleTable(compared, own, loads)];
  } finally {
    directory.remove();
  }
}

/** The bundles of the synthesized stack, each with the environment its template gives it. */
function functionBundles(assemblyDirectory: string): readonly Bundle[] {
  synthesize(parseStage(LOCAL, cdkContext().stages[LOCAL]), assemblyDirectory);
  const { stacks, assetDirectories } = readCloudAssembly(assemblyDirectory);
  const blueprint = readBlueprint(stacks, NOBODY);
  const folders = functionFolders();
  const paths = new Map(localResources(blueprint).map(({ arn, constructPath }) => [arn, constructPath]));
  return functionDefinitions(blueprint, assetDirectories, NOBODY).map((definition) => {
    const construct = basename(dirname(paths.get(definition.arn) ?? ''));
    const name = construct.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
    if (!folders.includes(name)) throw new Error(`no folder of functions is called ${name}`);
    return bundleOf(name, join(definition.taskRoot, 'index.mjs'), definition.environment);
  });
}

function comparisons(directory: string, own: readonly Bundle[]): readonly [Bundle, Bundle] {
  const { bare, everything } = comparisonBundles(directory);
  // Pages lie beside the code that serves them, which reads them at its start.
  for (const pages of own.map(({ file }) => join(dirname(file), 'web')).filter((path) => existsSync(path))) {
    cpSync(pages, join(dirname(everything), 'web'), { recursive: true });
  }
  const env: Bundle['env'] = Object.assign({}, ...own.map((bundle) => bundle.env));
  return [bundleOf('bare handler', bare, env), bundleOf('everything in one', everything, env)];
}

const bundleOf = (name: string, file: string, env: Bundle['env']): Bundle => ({
  name,
  file,
  env,
  size: bundleSize(file),
});

/** Median load time of each file. Every round loads all of them, so that a busy moment hits all alike. */
async function loadTimes(all: readonly Bundle[], progress: Progress): Promise<ReadonlyMap<string, LoadTime>> {
  const script = join(import.meta.dirname, 'load-time.ts');
  const times = new Map<string, LoadTime[]>(all.map(({ file }) => [file, []]));
  for (let round = 1; round <= ROUNDS; round++) {
    progress(`loading every bundle, ${round} of ${ROUNDS}`);
    for (const { file, env, size } of all) {
      const printed = await nodeOutput([script, file, ...size.later], { env });
      times.get(file)?.push(LoadTime.parse(JSON.parse(printed)));
    }
  }
  return new Map([...times].map(([file, taken]) => [file, middle(taken)]));
}

const middle = (taken: readonly LoadTime[]): LoadTime => ({
  wallMs: median(taken.map(({ wallMs }) => wallMs)),
  cpuMs: median(taken.map(({ cpuMs }) => cpuMs)),
  allCpuMs: median(taken.map(({ allCpuMs }) => allCpuMs)),
});

const NOT_LOADED: LoadTime = { wallMs: Number.NaN, cpuMs: Number.NaN, allCpuMs: Number.NaN };

function bundleTable(
  [bare, everything]: readonly [Bundle, Bundle],
  own: readonly Bundle[],
  loads: ReadonlyMap<string, LoadTime>,
): BenchTable {
  const load = ({ file }: Bundle): LoadTime => loads.get(file) ?? NOT_LOADED;
  const whole = { bytes: everything.size.start, cpuMs: load(everything).cpuMs };
  const row = (bundle: Bundle, judged: boolean) => {
    const { start, all } = bundle.size;
    const { wallMs, cpuMs, allCpuMs } = load(bundle);
    return {
      function: bundle.name,
      bytes: start,
      share: rounded(start / whole.bytes, 2),
      [`<= ${MOST_BYTES}`]: judged ? verdict(start / whole.bytes <= MOST_BYTES) : '',
      'bytes in all': all,
      'share in all': rounded(all / whole.bytes, 2),
      'load ms': rounded(wallMs, 1),
      'CPU ms': rounded(cpuMs, 1),
      'over bare': rounded(cpuMs - load(bare).cpuMs, 1),
      'load share': rounded(cpuMs / whole.cpuMs, 2),
      [`<= ${MOST_LOAD}`]: judged ? verdict(cpuMs / whole.cpuMs <= MOST_LOAD) : '',
      'CPU ms in all': rounded(allCpuMs, 1),
    };
  };
  return {
    title: 'Bundles',
    rows: [row(bare, false), row(everything, false), ...own.map((bundle) => row(bundle, true))],
    notes: notes(),
  };
}

const notes = (): readonly string[] => [
  'bytes: what is read and run at the start; in all: also what is shipped beside it and loaded when it is needed',
  `load: import of the bundle in a fresh Node process with its own environment, median of ${ROUNDS}`,
  'shares and bare are compared by CPU time, which other work on the machine hardly moves',
  'everything in one: a single file of all handlers that imports all of it at its start; shares are of it',
  machineNote(),
];
