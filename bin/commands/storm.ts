import type { Stage } from '../../lib/stage.ts';
import { pacingOf } from '../../lib/stage-pacing.ts';
import { parseOverride } from '../../local/stage-settings.ts';
import { localStage } from '../../local/vendors.ts';
import { storm as runStorm } from '../../test/simulation/storm/storm.ts';
import { MINUTE } from '../../test/support/builders.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { type BenchTable, tableText } from '../bench/bench-table.ts';
import { endOnSignals } from '../bench/interruption.ts';
import { machineNote } from '../bench/machine.ts';
import { progressBar } from '../simulate/progress-bar.ts';
import { type Bound, bounds, type Measured, measured } from '../storm/bounds.ts';

/** One alert in so many is critical: 200 of 50,000. */
const ONE_CRITICAL_IN = 250;

/** Costs are compared with those of a storm of this size. */
const SMALL = 1000;

/** A CRM that answers for every customer of a storm; the stage's own would stretch it over an hour and more. */
const CRM_REQUESTS_PER_MINUTE = 12_000;

/**
 * `storm --alerts N`: the real workers in one process on simulated engines, N alerts over five simulated minutes, one
 * in 250 critical, on the platform and the budgets of the `local` stage, whose settings `--set` replaces. Prints what
 * they came to beside what is promised, and ends with 1 when a bound is broken.
 */
export async function storm(args: readonly string[]): Promise<number> {
  const { values } = readArguments(args, {
    alerts: { type: 'string', default: '50000' },
    set: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  });
  const alerts = Number(values.alerts);
  if (!Number.isInteger(alerts) || alerts < 250)
    throw new UsageError(`--alerts takes a whole number from 250 on, not ${values.alerts}`);
  endOnSignals();
  const stage = localStage({ overrides: values.set.map(parseOverride) }, undefined);
  const small = await one(Math.min(SMALL, alerts), stage);
  const large = await one(alerts, stage);
  const judged = bounds(large, small);
  if (values.json) console.log(JSON.stringify({ bounds: judged, small, large }, undefined, 2));
  else for (const table of tables(judged, small, large)) console.log(`\n${tableText(table)}`);
  return judged.every(({ met }) => met) ? 0 : 1;
}

async function one(alerts: number, stage: Stage): Promise<Measured> {
  const progress = progressBar();
  const { telephony, crm } = pacingOf(stage);
  const startedAt = performance.now();
  const report = await runStorm({
    platform: stage.telephony.platform,
    alerts,
    critical: Math.round(alerts / ONE_CRITICAL_IN),
    overMs: 5 * MINUTE,
    telephony,
    crm: { ...crm, requestsPerMinute: CRM_REQUESTS_PER_MINUTE },
    progress: (ended) => progress.show(ended, alerts, `${ended} of ${alerts} alerts have ended`),
  });
  progress.end();
  const wallSeconds = (performance.now() - startedAt) / 1000;
  return measured(report, { wallSeconds, requestsPerMinute: telephony.requestsPerMinute });
}

function tables(judged: readonly Bound[], small: Measured, large: Measured): readonly BenchTable[] {
  const perAlert = (of: Measured) => ({
    alerts: of.posted,
    'table requests': of.perAlert.tableRequests,
    'write units': of.perAlert.writeUnits,
    'index units': of.perAlert.indexUnits,
    messages: of.perAlert.messages,
    'CRM requests': of.perAlert.crmRequests,
  });
  return [
    {
      title: `A storm of ${large.posted.toLocaleString('en-US')} alerts, ${large.critical} of them critical, within five minutes`,
      rows: judged.map(({ what, value, bound, met }) => ({
        what,
        value,
        bound,
        verdict: met ? 'met' : 'NOT MET',
      })),
      notes: [
        `placed ${large.placed}, shed ${large.shed}; the last ended after ${large.minutes} simulated minutes`,
        'the real edges, use cases and adapters; tables, queues, platform, CRM and clock are simulated, S3 is left out',
        `the CRM takes ${CRM_REQUESTS_PER_MINUTE.toLocaleString('en-US')} requests a minute here; the platform throttles for five seconds once`,
        machineNote(),
      ],
    },
    { title: 'What an alert costs', rows: [perAlert(small), perAlert(large)], notes: [] },
  ];
}
