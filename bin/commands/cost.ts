import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonText } from '../../lib/openapi-text.ts';
import { parseStage } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { type BenchTable, rounded, tableText } from '../bench/bench-table.ts';
import {
  alertQuantities,
  type BillLine,
  bill,
  Measured,
  type Mix,
  monthlyQuantities,
  PriceTable,
  total,
} from '../cost/cost-model.ts';
import { standingOf } from '../cost/standing.ts';

const COSTS = join(import.meta.dirname, '../../data/costs');
const MEASURED = join(COSTS, 'measured.json');
const DEFAULT_STAGE = 'dev';

/**
 * `cost --alerts N --placed P% [--deferred P%] [--duplicate P%] [--stage NAME]`: what so many alerts cost on AWS, and what a
 * stage costs in a month without any, from measured requests and a dated price table (`data/costs/`). The other alerts
 * are suppressed. `--measure` measures anew and writes `data/costs/measured.json`.
 */
export async function cost(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    alerts: { type: 'string', default: '1000000' },
    placed: { type: 'string', default: '5%' },
    deferred: { type: 'string', default: '0%' },
    duplicate: { type: 'string', default: '0%' },
    stage: { type: 'string', default: DEFAULT_STAGE },
    measure: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  if (positionals.length > 0) throw new UsageError(`cost takes options only, not ${positionals.join(' ')}`);
  if (values.measure) return measureAnew();
  const mix = mixOf(values);
  const measured = Measured.parse(JSON.parse(readFileSync(MEASURED, 'utf8')));
  const prices = PriceTable.parse(JSON.parse(readFileSync(join(COSTS, 'prices.json'), 'utf8')));
  const standing = standingOf(parseStage(values.stage, cdkContext().stages[values.stage]));
  const alerts = bill(alertQuantities(mix, measured, standing), prices);
  const monthly = bill(monthlyQuantities(measured, standing), prices);
  const about = { region: prices.region, pricesOf: prices.asOf, measuredAt: measured.measuredAt };
  if (values.json) console.log(JSON.stringify({ ...about, mix, standing, alerts, monthly }, undefined, 2));
  else
    console.log(
      [
        tableText(
          billTable(`${countsText(mix)}: $${total(alerts).toFixed(2)}`, alerts, [
            `prices of ${prices.asOf} for ${prices.region}: ${prices.terms} (data/costs/prices.json)`,
            `requests measured on ${measured.measuredAt} by ${measured.command} (data/costs/measured.json)`,
            'batches of one: on AWS up to ten messages share a receive, a start and a delete',
            'calls, CRM and desk are not in it, nor are requests of people who read stories',
          ]),
        ),
        '',
        tableText(
          billTable(`stage ${values.stage}, a month without alerts: $${total(monthly).toFixed(2)}`, monthly, [
            `${standing.mappings} queues are polled whether or not there is a message`,
            `metrics: ${measured.metrics} were seen; every further outcome and lane is one more`,
          ]),
        ),
      ].join('\n'),
    );
  return 0;
}

async function measureAnew(): Promise<number> {
  const { measure } = await import('../cost/measure.ts');
  const measured = await measure((step) => console.error(step));
  writeFileSync(MEASURED, jsonText(measured));
  console.log('wrote data/costs/measured.json');
  return 0;
}

/** @throws {UsageError} a number or a share cannot be read, or shares are more than all */
function mixOf(values: Readonly<Record<'alerts' | 'placed' | 'deferred' | 'duplicate', string>>): Mix {
  const alerts = Number(values.alerts);
  if (!Number.isInteger(alerts) || alerts < 1)
    throw new UsageError(`--alerts ${values.alerts}: write a whole number`);
  const share = (name: 'placed' | 'deferred' | 'duplicate'): number => {
    const [, digits] = /^(\d+(?:\.\d+)?)%?$/.exec(values[name]) ?? [];
    if (digits === undefined) throw new UsageError(`--${name} ${values[name]}: write a share, e.g. 5%`);
    return Number(digits) / 100;
  };
  const [placed, deferred, duplicate] = [share('placed'), share('deferred'), share('duplicate')];
  const rest = 1 - placed - deferred - duplicate;
  if (rest < -1e-9) throw new UsageError('--placed, --deferred and --duplicate are more than 100% together');
  return {
    placed: alerts * placed,
    deferred: alerts * deferred,
    duplicate: alerts * duplicate,
    suppressed: alerts * Math.max(0, rest),
  };
}

const countsText = (mix: Mix): string =>
  Object.entries(mix)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${Math.round(count).toLocaleString('en-US')} ${name}`)
    .join(', ');

const billTable = (title: string, lines: readonly BillLine[], notes: readonly string[]): BenchTable => ({
  title,
  rows: lines.map(({ what, quantity, usd }) => ({
    what,
    quantity: rounded(quantity, quantity < 100 ? 2 : 0),
    usd: usd.toFixed(2),
  })),
  notes,
});
