import { randomBytes } from 'node:crypto';
import type { Stage } from '../../lib/stage.ts';
import type { SimulatedCrm } from '../simulators/crm.ts';
import type { FaultRule } from '../simulators/faults.ts';
import type { PlatformSimulator } from '../simulators/platform.ts';
import type { Acted, ActRequest } from './act-request.ts';
import { inventedCustomer, type SampleAlert, sampleAlert } from './sample-alerts.ts';
import type { ShownClock } from './shown-clock.ts';
import type { StormProgress } from './snapshot.ts';

/** What the buttons of the console reach for. */
export interface Stagehands {
  readonly platform: PlatformSimulator;
  readonly crm: SimulatedCrm;
  readonly clock: ShownClock;
  readonly window: Stage['dialing']['window'];
  /** Posts a body to the door of alerts. @throws {Error} the door refused it */
  post(body: SampleAlert | readonly SampleAlert[]): Promise<void>;
  /** Has the dialing function killed at the next call. */
  armCrash(): void;
  /** How many of a storm's alerts have been admitted and have ended. */
  count(keys: ReadonlySet<string>): Pick<StormProgress, 'admitted' | 'ended'>;
}

/** The acts of one running system. */
export interface Acts {
  act(request: ActRequest): Promise<Acted>;
  storm(): StormProgress | null;
  faults(): { readonly slowCrm: boolean; readonly throttled: boolean };
}

const SLOW_CRM: FaultRule = { system: 'crm', operation: 'readCustomer', fault: { kind: 'delay', ms: 5000 } };
const THROTTLE: FaultRule = {
  system: 'telephony',
  operation: 'placeCall',
  fault: { kind: 'rate-limit', retryAfterSeconds: 15 },
};

const FLAPPING_ALERTS = 60;

/** Most alerts of one request. */
const REQUEST = 10;

/** One alert of a storm in so many is critical. */
const ONE_CRITICAL_IN = 20;

/** Acts on a system. */
export function acts(hands: Stagehands): Acts {
  let serial = 0;
  let storm: { readonly keys: ReadonlySet<string>; posted: number } | undefined;
  const freshName = (what: string): string => `${what}-${randomBytes(4).toString('hex')}`;

  /** A customer nobody has heard of, so that the CRM is asked. */
  function stranger(): string {
    const customerId = freshName('CUST-DEMO').toUpperCase();
    const customer = inventedCustomer(customerId, serial++, { now: hands.clock.now(), window: hands.window });
    hands.crm.putCustomer(customer);
    return customerId;
  }

  function alerts(
    what: string,
    count: number,
    make: (index: number) => Pick<SampleAlert, 'sensorId' | 'customerId'> & { readonly critical: boolean },
  ) {
    const name = freshName(what);
    return Array.from({ length: count }, (_, index) => {
      const { sensorId: sensor, customerId, critical } = make(index);
      const key = count === 1 ? name : `${name}-${String(index + 1).padStart(4, '0')}`;
      return sampleAlert({ name: key, sensor, customerId, critical, at: hands.clock.now() });
    });
  }

  async function one(what: string, customerId: string): Promise<Acted> {
    const [alert] = alerts(what, 1, () => ({
      sensorId: freshName('SNS').toUpperCase(),
      customerId,
      critical: true,
    }));
    if (alert) await hands.post(alert);
    return { key: alert?.idempotencyKey ?? null };
  }

  async function flapping(): Promise<Acted> {
    const whose = { sensorId: freshName('SNS').toUpperCase(), customerId: stranger(), critical: true };
    const all = alerts('flap', FLAPPING_ALERTS, () => whose);
    for (const batch of batches(all)) await hands.post(batch);
    return { key: all[0]?.idempotencyKey ?? null };
  }

  /** Goes on after the answer; who looks sees how far it is. */
  function letLoose(count: number): Acted {
    const all = alerts('storm', count, (index) => ({
      sensorId: freshName('SNS').toUpperCase(),
      customerId: stranger(),
      critical: index % ONE_CRITICAL_IN === 0,
    }));
    const own = { keys: new Set(all.map(({ idempotencyKey }) => idempotencyKey)), posted: 0 };
    storm = own;
    void postAll(batches(all), own).catch((error: unknown) => console.error('the storm ended early:', error));
    return { key: null };
  }

  async function postAll(
    all: readonly (readonly SampleAlert[])[],
    progress: { posted: number },
  ): Promise<void> {
    for (const batch of all) {
      await hands.post(batch);
      progress.posted += batch.length;
    }
  }

  const isSet = ({ system, operation }: FaultRule): boolean =>
    [...hands.platform.faults(), ...hands.crm.faults()].some(
      (rule) => rule.system === system && rule.operation === operation,
    );

  /** Other faults stay as they are. */
  function setFault(rule: FaultRule, on: boolean): void {
    const simulator = rule.system === 'crm' ? hands.crm : hands.platform;
    const others = simulator.faults().filter(({ operation }) => operation !== rule.operation);
    simulator.setFaults(on ? [...others, rule] : others);
  }

  async function fault(
    rule: FaultRule,
    { on, what }: { readonly on: boolean; readonly what: string },
  ): Promise<Acted> {
    setFault(rule, on);
    return on ? one(what, stranger()) : { key: null };
  }

  return {
    storm: () =>
      storm ? { alerts: storm.keys.size, posted: storm.posted, ...hands.count(storm.keys) } : null,
    faults: () => ({ slowCrm: isSet(SLOW_CRM), throttled: isSet(THROTTLE) }),
    async act(request) {
      switch (request.act) {
        case 'send':
          return one('sent', request.customerId ?? stranger());
        case 'flapping':
          return flapping();
        case 'slow-crm':
          return fault(SLOW_CRM, { on: request.on, what: 'slow' });
        case 'throttle':
          return fault(THROTTLE, { on: request.on, what: 'throttled' });
        case 'crash':
          hands.armCrash();
          return one('crash', stranger());
        case 'storm':
          return letLoose(request.alerts);
        default:
          return request satisfies never;
      }
    },
  };
}

function batches(all: readonly SampleAlert[]): readonly (readonly SampleAlert[])[] {
  return Array.from({ length: Math.ceil(all.length / REQUEST) }, (_, index) =>
    all.slice(index * REQUEST, (index + 1) * REQUEST),
  );
}
