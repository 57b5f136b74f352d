import { alertFrom } from '../../../functions/adapters/ledger-items.ts';
import type { PaceSettings } from '../../../functions/messages/settings.ts';
import type { TelephonySettings } from '../../../functions/messages/telephony-settings.ts';
import type { AlertRecord } from '../../../functions/ports/ledger.ts';
import { alertClass, alertClasses, MINUTE, SECOND, sensorAlert } from '../../support/builders.ts';
import { LEDGER_TABLE } from '../../support/ledger-schema.ts';
import { memoryDynamo } from '../../support/memory-dynamo.ts';
import { type WorldRules, worldRules } from '../../support/world-rules.ts';
import { timeline } from '../timeline.ts';
import { stormCxone } from './storm-cxone.ts';
import { stormGenesys } from './storm-genesys.ts';
import { type PlatformRequest, stormCrm, stormPlatform } from './storm-hosts.ts';
import { stormQueues } from './storm-queues.ts';
import type { StormSide } from './storm-side.ts';
import { feedStorm } from './storm-world.ts';

/** The platforms a storm can be let loose on, by the name a stage gives them. */
const SIDES: Readonly<Record<TelephonySettings['platform'], StormSide>> = {
  genesys: stormGenesys,
  cxone: stormCxone,
};

/** A storm: how many alerts, how many of them critical, over how long. */
export interface StormOptions {
  readonly platform: keyof typeof SIDES;
  readonly alerts: number;
  readonly critical: number;
  readonly overMs: number;
  readonly telephony: PaceSettings;
  readonly crm: PaceSettings;
  /** Hears how many alerts have ended. */
  progress?(ended: number): void;
}

/** What a storm came to. */
export interface StormReport {
  readonly alerts: readonly AlertRecord[];
  readonly posted: number;
  readonly platform: readonly PlatformRequest[];
  readonly crmReads: number;
  readonly crmCreates: number;
  readonly writeUnits: number;
  readonly indexUnits: number;
  readonly tableRequests: number;
  readonly messages: number;
  readonly failures: readonly unknown[];
  /** From the first alert until nothing was left to do, simulated, ms. */
  readonly lastedMs: number;
}

/** A Tuesday noon in New York: nobody's window closes during a storm. */
const START = Date.parse('2025-11-18T17:00:00.000Z');

/** The tables of an alert's way (lib/state-stack.ts). */
const TABLES = {
  ledger: LEDGER_TABLE,
  contacts: { partitionKey: 'pk' },
};

/** Nobody waits longer for the end of a storm. */
const LONGEST_MS = 6 * 60 * MINUTE;

/** Few agents, half of them busy with other work: their queue is full as soon as a storm begins. */
const STAFF = { agents: 40, otherwiseBusy: 20, callMs: 6 * MINUTE };

const TERMINAL = new Set(['PLACED', 'CASED', 'SUPPRESSED', 'QUARANTINED']);

/** The firmware of a kind of sensor fails: every customer's reports it once, and a few smoke detectors go off meanwhile. */
export async function storm(options: StormOptions): Promise<StormReport> {
  const time = timeline(START);
  const counted = { requests: 0 };
  const table = memoryDynamo({
    tables: TABLES,
    before: () => {
      counted.requests++;
    },
  });
  const queues = stormQueues(time);
  const throttled = { from: START + 2 * MINUTE, until: START + 2 * MINUTE + 5 * SECOND };
  const platform = stormPlatform(time, SIDES[options.platform], { staff: STAFF, throttled });
  const crm = stormCrm(time);
  const failures: unknown[] = [];
  const pacing = { telephony: options.telephony, crm: options.crm };
  const rules = stormRules();
  feedStorm({
    timeline: time,
    table,
    queues,
    platform,
    crm,
    rules,
    pacing,
    failed: (error) => failures.push(error),
  });
  for (const { at, body, edgeId } of posts(options)) {
    time.at(at, () => queues.leave('admission', body, edgeId));
  }
  const alerts = (): AlertRecord[] =>
    table
      .items('ledger')
      .filter((item) => item.pk?.S?.startsWith('ALERT#'))
      .map(alertFrom);
  let at = START;
  let ended = 0;
  for (; at < START + LONGEST_MS && ended < options.alerts; at += MINUTE) {
    await time.run(at + MINUTE);
    ended = alerts().filter(({ state }) => TERMINAL.has(state)).length;
    options.progress?.(ended);
  }
  const { ledger } = table.counts();
  return {
    alerts: alerts(),
    posted: options.alerts,
    platform: platform.requests,
    crmReads: crm.reads(),
    crmCreates: crm.creates(),
    writeUnits: ledger?.writeUnits ?? 0,
    indexUnits: Object.values(ledger?.indexUnits ?? {}).reduce((sum, units) => sum + units, 0),
    tableRequests: counted.requests,
    messages: queues.sent(),
    failures,
    lastedMs: at - START,
  };
}

/** Calls about the firmware are not worth a queue that is full. */
function stormRules(): WorldRules {
  const rules = worldRules();
  return { ...rules, classes: alertClasses({ firmware_fault: alertClass({ whenBusy: 'follow-up' }) }) };
}

/** Alerts evenly over the time, the critical ones evenly among them. */
function* posts({ alerts, critical, overMs }: StormOptions) {
  const every = Math.max(1, Math.floor(alerts / critical));
  for (let nth = 0; nth < alerts; nth++) {
    const at = START + Math.floor((nth * overMs) / alerts);
    const isCritical = nth % every === Math.floor(every / 2) && Math.floor(nth / every) < critical;
    const body = JSON.stringify(
      sensorAlert({
        idempotencyKey: `alert-${nth}`,
        customerId: `customer-${nth}`,
        sensorId: `sensor-${nth}`,
        alertType: isCritical ? 'temp_critical' : 'firmware_fault',
        timestamp: new Date(at).toISOString(),
      }),
    );
    yield { at, body, edgeId: `edge-${nth}` };
  }
}
