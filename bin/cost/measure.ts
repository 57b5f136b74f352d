import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchLaptop } from '../bench/bench-laptop.ts';
import { benchLaptop } from '../bench/bench-laptop.ts';
import type { Progress } from '../bench/bench-table.ts';
import type { RequestCounts } from '../bench/request-counts.ts';
import { countOne, eachOutcome, unitReport } from '../bench/requests.ts';
import type { Measured, Outcome } from './cost-model.ts';

/** Functions that a clock starts every minute, by their schedules. */
const SCHEDULES = ['RecoverySchedule', 'ObservationSchedule', 'ReminderSchedule'];

/** Functions that alerts do not pass through. */
const ASIDE = /Recovery|Observation|Reminder|Story|Telemetry|Incidents/;

/** The second turn counts: in the first every function starts, loads and reads its secrets. */
const TURNS = ['1', '2'];

/** Runs an alert of each outcome through the local system and counts what AWS would bill for it. */
export async function measure(progress: Progress): Promise<Measured> {
  const bench = await benchLaptop(progress);
  try {
    const counted = new Map<string, RequestCounts & LogShare>();
    for (const turn of TURNS)
      await eachOutcome(bench, turn, async (name, alert, wanted) => {
        progress(`turn ${turn}: one alert: ${name}`);
        const before = logSizes(bench);
        const counts = await countOne(bench, alert, wanted);
        counted.set(name, { ...counts, ...logShare(bench, before) });
      });
    progress('starts by the clock');
    const everyMinute = await clockStarts(bench);
    progress('counting the units DynamoDB bills');
    const units = await unitReport();
    const of = (name: Outcome): Measured['outcomes'][Outcome] => {
      const seen = counted.get(name);
      if (!seen) throw new Error(`no alert was ${name}`);
      const { index, reads, contactReads } = units.outcomes[name];
      return {
        // Every item is below a kilobyte: a write is a unit.
        writeUnits: seen.tableWrites + index,
        readUnits: Math.max(seen.tableReads, reads + contactReads),
        messagesSent: seen.messagesSent,
        messagesDeleted: seen.messagesDeleted,
        objectsPut: seen.objectsPut,
        workMs: Math.round(seen.workMs),
        logBytes: seen.logBytes,
      };
    };
    return {
      measuredAt: new Date().toISOString().slice(0, 10),
      command: 'npm run cost -- --measure',
      notes: [
        'one alert of each outcome through the local system, its second turn; batches of one',
        'workMs is the time from taking a message up to its end on this machine, with tables and vendors beside it',
      ],
      outcomes: {
        placed: of('placed'),
        suppressed: of('suppressed'),
        duplicate: of('duplicate'),
        deferred: of('deferred'),
      },
      everyMinute,
      largestItemBytes: units.largestItemBytes,
      metrics: metricsIn(bench),
    };
  } finally {
    await bench.stop();
  }
}

interface LogShare {
  readonly workMs: number;
  readonly logBytes: number;
}

const logsOf = ({ laptop, logDirectory }: BenchLaptop): readonly string[] =>
  readdirSync(logDirectory).filter((file) =>
    laptop.system.functionNames.some((name) => file === `${name}.log`),
  );

const textOf = ({ logDirectory }: BenchLaptop, file: string): string =>
  readFileSync(join(logDirectory, file), 'utf8');

const logSizes = (bench: BenchLaptop): ReadonlyMap<string, number> =>
  new Map(logsOf(bench).map((file) => [file, textOf(bench, file).length]));

/** What the functions on an alert's way have written since. */
function logShare(bench: BenchLaptop, before: ReadonlyMap<string, number>): LogShare {
  const written = logsOf(bench)
    .filter((file) => !ASIDE.test(file))
    .map((file) => textOf(bench, file).slice(before.get(file) ?? 0))
    .join('');
  const durations = [...written.matchAll(/"durationMs":([\d.]+)/g)].map(([, ms]) => Number(ms));
  return { workMs: durations.reduce((sum, ms) => sum + ms, 0), logBytes: Buffer.byteLength(written) };
}

/** Distinct metrics in the embedded format: name and dimensions with their values. */
function metricsIn(bench: BenchLaptop): number {
  const seen = new Set<string>();
  for (const line of logsOf(bench).flatMap((file) => textOf(bench, file).split('\n'))) {
    if (!line.includes('"_aws"')) continue;
    const { _aws: _format, ...fields } = JSON.parse(line);
    const named = Object.entries(fields).map(([name, value]) =>
      typeof value === 'string' ? `${name}=${value}` : name,
    );
    seen.add(named.toSorted().join(' '));
  }
  return seen.size;
}

async function clockStarts({ laptop: { system } }: BenchLaptop): Promise<Measured['everyMinute']> {
  const rules = SCHEDULES.map((path) => system.resource('AWS::Events::Rule', path).name);
  for (const rule of rules) await system.fireSchedule(rule);
  const before = system.engineCalls().length;
  const startedAt = performance.now();
  for (const rule of rules) await system.fireSchedule(rule);
  const workMs = Math.round(performance.now() - startedAt);
  const reads = system
    .engineCalls()
    .slice(before)
    .filter(({ service, functionName }) => service === 'dynamodb' && functionName !== undefined);
  return { starts: rules.length, workMs, readUnits: reads.length };
}
