import { join } from 'node:path';
import { type BenchTable, type Cell, type Progress, rounded } from './bench-table.ts';
import { DoorsReport } from './doors-report.ts';
import { machineNote } from './machine.ts';
import { type MemoryWatch, watchMemory } from './memory.ts';
import { nodeOutput } from './node-child.ts';
import { percentile } from './statistics.ts';

const FEW = 200;
const MANY = 2000;

interface Run {
  readonly report: DoorsReport;
  readonly mostBytes: number | undefined;
}

/** Alerts through the local doors beside the same posts to a server that only answers, and how both grow. */
export async function doors(progress: Progress): Promise<readonly BenchTable[]> {
  const bare = await grow('bare', progress);
  const product = await grow('product', progress);
  const outcomes = Object.entries(product.many.report.outcomes ?? {}).map(([name, n]) => `${n} ${name}`);
  return [
    {
      title: `${FEW} and ${MANY} alerts through the local doors, 30 at once`,
      rows: MEASURES.map(({ name, of }) => ({
        measure: name,
        ...columns('bare', bare, of),
        ...columns('doors', product, of),
      })),
      notes: [
        `what became of the ${MANY}: ${outcomes.join(', ')}; each its own customer and sensor, one in ten critical`,
        `bare: node:http that reads the body and answers 202; growth: from ${FEW} to ${MANY}, ten times as many`,
        'sender, doors, engines and simulators share one machine and one process; functions have two processes for each queue',
        'throttles of the doors and of the simulated platform (300 a minute) are lifted',
        machineNote(),
      ],
    },
  ];
}

interface Growth {
  readonly few: Run;
  readonly many: Run;
}

async function grow(what: 'bare' | 'product', progress: Progress): Promise<Growth> {
  return { few: await run(what, FEW, progress), many: await run(what, MANY, progress) };
}

/** One measurement in a process of its own, whose memory is watched with all below it. */
async function run(what: 'bare' | 'product', alerts: number, progress: Progress): Promise<Run> {
  progress(`${alerts} alerts to ${what === 'bare' ? 'a bare server' : 'the doors'}`);
  let watch: MemoryWatch | undefined;
  const printed = await nodeOutput([join(import.meta.dirname, 'run-doors.ts'), what, String(alerts)], {
    started: ({ pid }) => {
      if (pid !== undefined) watch = watchMemory(pid);
    },
  }).finally(() => watch?.stop());
  return { report: DoorsReport.parse(JSON.parse(printed)), mostBytes: watch?.stop() };
}

type Measure = (run: Run) => number | undefined;

const timesOf =
  (lane: 'criticalMs' | 'standardMs', share: number): Measure =>
  ({ report }) => {
    const times = report[lane];
    return times && times.length > 0 ? percentile(times, share) : undefined;
  };

const MEASURES: readonly { readonly name: string; readonly of: Measure }[] = [
  { name: 'accepted per second', of: ({ report }) => (report.accepted / report.acceptedInMs) * 1000 },
  {
    name: 'last outcome after, s',
    of: ({ report }) => report.lastOutcomeMs && report.lastOutcomeMs / 1000,
  },
  { name: 'most memory, MB', of: ({ mostBytes }) => mostBytes && mostBytes / 1024 / 1024 },
  { name: 'critical, door to platform, p50 ms', of: timesOf('criticalMs', 0.5) },
  { name: 'critical, door to platform, p99 ms', of: timesOf('criticalMs', 0.99) },
  { name: 'standard, door to platform, p50 ms', of: timesOf('standardMs', 0.5) },
  { name: 'standard, door to platform, p99 ms', of: timesOf('standardMs', 0.99) },
];

function columns(name: string, { few, many }: Growth, of: Measure): Readonly<Record<string, Cell>> {
  const [less, more] = [of(few), of(many)];
  const cell = (value: number | undefined): Cell =>
    value === undefined ? '-' : rounded(value, value < 100 ? 1 : 0);
  return {
    [`${name} ${FEW}`]: cell(less),
    [`${name} ${MANY}`]: cell(more),
    [`${name} growth`]: less === undefined || more === undefined ? '-' : `${rounded(more / less, 2)}x`,
  };
}
