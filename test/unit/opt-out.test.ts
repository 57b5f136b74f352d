import { describe, expect, it } from '@jest/globals';
import type { PermissionPolicy } from '../../functions/compliance/permission.ts';
import { Decision } from '../../functions/messages/alert-facts.ts';
import type { OptOut } from '../../functions/ports/suppressions.ts';
import { at, customer, HOUR, MINUTE, SECOND, sensorAlert, windowPolicy } from '../support/builders.ts';
import { itemSize } from '../support/dynamo-size.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled, violations } from '../support/world-invariants.ts';
import type { WorldOverrides } from '../support/world-parts.ts';

const optOut = (fields: Partial<OptOut> = {}): OptOut => ({
  phoneE164: '+12025550111',
  scope: 'all',
  source: 'agent',
  at: at(-HOUR),
  until: null,
  ...fields,
});

async function alerted(world: ReturnType<typeof alertWorld>, key = 'alert-1', sensorId = 'sensor-1') {
  world.post(sensorAlert({ idempotencyKey: key, sensorId, timestamp: world.clock.now().toISOString() }));
  await world.run();
  return world.story(key);
}

describe('an opt-out', () => {
  it.each<[string, Partial<OptOut>]>([
    ['the number', {}],
    ['the customer', { phoneE164: undefined!, customerId: 'customer-1' }],
    ['the purpose', { scope: 'purpose:informational' }],
    ['the alert type', { scope: 'alertType:temp_critical' }],
    ['a time that has not ended', { until: at(MINUTE) }],
  ])('of %s stops the alert: a case, and nobody is called', async (_, fields) => {
    const world = alertWorld();
    const { phoneE164, ...rest } = optOut(fields);
    await world.ports.suppressions.suppress({ ...rest, ...(phoneE164 && { phoneE164 }) });

    const story = await alerted(world);

    expect(story).toMatchObject({
      outcome: 'deferred',
      reason: 'suppressed',
      decision: { reason: 'suppressed', asked: { suppressed: { at: at(-HOUR).toISOString() } } },
    });
    expect(world.telephony.sent).toEqual([]);
    expect(unsettled(world)).toEqual([]);
  });

  it.each<[string, Partial<OptOut>]>([
    ['another number', { phoneE164: '+12025550112' }],
    ['another purpose', { scope: 'purpose:marketing' }],
    ['another alert type', { scope: 'alertType:leak' }],
    ['a time that has ended', { until: at() }],
  ])('of %s stops nothing', async (_, fields) => {
    const world = alertWorld();
    await world.ports.suppressions.suppress(optOut(fields));

    expect(await alerted(world)).toMatchObject({ outcome: 'placed' });
  });

  it('given while an alert waits for the platform stops it', async () => {
    const world = alertWorld();
    world.telephony.answer({ kind: 'throttled', retryAfterMs: 2 * MINUTE });
    await alerted(world);

    await world.ports.suppressions.suppress(optOut({ at: at(SECOND) }));
    await world.pass(5);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'suppressed' });
    expect(world.telephony.sent).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });

  it('given between the verdict and the grant stops it: it is read as late as a read can be', async () => {
    const world = alertWorld();
    const { prepare } = world.ports.telephony;
    Object.assign(world.ports.telephony, {
      prepare: async () => {
        await prepare();
        await world.ports.suppressions.suppress(optOut({ at: at() }));
      },
    });

    expect(await alerted(world)).toMatchObject({ outcome: 'deferred', reason: 'suppressed' });
    expect(world.telephony.sent).toEqual([]);
  });

  it('that cannot be read lets nothing leave', async () => {
    let fails = false;
    const world = alertWorld({
      table: {
        before: (operation, input) => {
          const asks = JSON.stringify(input).includes('SUPPRESS#');
          if (fails && asks && operation === 'batchGetItem') throw new Error('connection lost');
        },
      },
    });
    world.post(sensorAlert());
    await world.runUntil('dialing');
    fails = true;

    await world.run();
    expect(world.telephony.sent).toEqual([]);

    fails = false;
    await world.pass(1);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(violations(world)).toEqual([]);
  });

  it('shows in a dry run, too: the real verdict comes first', async () => {
    const world = alertWorld({ rules: { armed: false } });
    world.post(sensorAlert());
    await world.runUntil('dialing');
    await world.ports.suppressions.suppress(optOut());
    await world.run();

    expect(await world.story('alert-1')).toMatchObject({ reason: 'suppressed' });
  });
});

describe('consent, where the stage asks for it', () => {
  const policy: PermissionPolicy = { ...windowPolicy(), requireConsent: true };
  const word = (level: 'express' | 'revoked', since = at(-HOUR)) => ({
    customerId: 'customer-1',
    scope: 'all',
    source: 'web-form',
    at: since,
    level,
    until: null,
  });

  it('that was never given stops the alert', async () => {
    expect(await alerted(alertWorld({ rules: { policy } }))).toMatchObject({ reason: 'consent_missing' });
  });

  it('that was given lets it go on, until it is taken back', async () => {
    const world = alertWorld({ rules: { policy } });
    await world.ports.suppressions.recordConsent(word('express'));
    expect(await alerted(world)).toMatchObject({ outcome: 'placed' });

    await world.ports.suppressions.recordConsent(word('revoked', at(SECOND)));
    world.advance(2 * SECOND);

    expect(await alerted(world, 'alert-2', 'sensor-2')).toMatchObject({ reason: 'consent_revoked' });
  });
});

describe('a limit on calls', () => {
  const hourly: PermissionPolicy = {
    ...windowPolicy(),
    caps: [{ id: 'hourly', max: 1, rolling: 'PT60M', scope: 'customer' }],
  };
  const limited = (overrides: WorldOverrides = {}) => alertWorld({ rules: { policy: hourly }, ...overrides });
  const tries = (world: ReturnType<typeof alertWorld>) =>
    world.table.items('ledger').filter(({ pk }) => pk?.S?.startsWith('TRIES#'));

  it('counts across sensors, and lets the next call go exactly when it ends', async () => {
    const world = limited();
    expect(await alerted(world)).toMatchObject({ outcome: 'placed' });

    world.advance(60 * MINUTE - 1);
    expect(await alerted(world, 'alert-2', 'sensor-2')).toMatchObject({
      outcome: 'deferred',
      reason: 'frequency_limit',
    });

    // Behind the opening margin, in which a fast clock may be early.
    world.advance(6 * SECOND);
    expect(await alerted(world, 'alert-3', 'sensor-3')).toMatchObject({ outcome: 'placed' });
    expect(unsettled(world)).toEqual([]);
  });

  it('lets one of two alerts go that are dialed at the same time', async () => {
    const world = limited();
    for (const n of [1, 2])
      world.post(sensorAlert({ idempotencyKey: `alert-${n}`, sensorId: `sensor-${n}` }));

    await world.runTogether();
    await world.pass(5);

    expect(world.telephony.accepted()).toHaveLength(1);
    const outcomes = await Promise.all([1, 2].map(async (n) => (await world.story(`alert-${n}`))?.reason));
    expect(outcomes.toSorted()).toEqual(['accepted by the platform', 'frequency_limit']);
  });

  it.each([
    ['throttled', { kind: 'throttled', retryAfterMs: MINUTE }],
    ['refused for good', { kind: 'refuse' }],
    ['unreachable', { kind: 'unreachable' }],
  ] as const)('counts no call that was %s: nothing was dialed', async (_, answer) => {
    const world = limited();
    world.telephony.answer(answer);
    await alerted(world);

    expect(tries(world)).toMatchObject([{ tries: { L: [] } }]);
    expect(await alerted(world, 'alert-2', 'sensor-2')).toMatchObject({ outcome: 'placed' });
  });

  it.each([true, false])('counts a call of unknown outcome (accepted: %s)', async (accepted) => {
    const world = limited();
    world.telephony.answer({ kind: 'unknown', accepted });
    await alerted(world);

    expect(await alerted(world, 'alert-2', 'sensor-2')).toMatchObject({ reason: 'frequency_limit' });
  });

  it('does not hold up an alert by what it reserved itself before its worker was gone', async () => {
    let gone = true;
    const world = limited({
      faults: (effect) => {
        if (effect !== 'updateItem' || !gone || tries(world).length === 0) return undefined;
        gone = false;
        return 'gone_before';
      },
    });
    await alerted(world);
    expect(tries(world)).toMatchObject([{ tries: { L: [{ S: expect.stringContaining('alert-1') }] } }]);
    expect(world.telephony.sent).toEqual([]);

    await world.pass(10);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(tries(world)).toMatchObject([{ tries: { L: [{}] } }]);
  });

  it('costs nothing where there is none', async () => {
    const world = alertWorld();
    await alerted(world);

    expect(tries(world)).toEqual([]);
  });

  it('is on the story with the attempts that counted', async () => {
    const world = limited({ customers: [customer()] });
    await alerted(world);
    world.advance(MINUTE);

    expect(await alerted(world, 'alert-2', 'sensor-2')).toMatchObject({
      decision: { asked: { attempts: [{ at: at().toISOString(), same: false }] } },
    });
  });
});

describe('a decision over very many zones', () => {
  const { timeZone: _, ...zoneless } = customer({ phoneNumber: '+18005550199' });

  it.each([
    ['allowed', '2025-11-18T22:10:00Z', 'placed'],
    ['refused', '2025-11-18T15:00:00Z', 'deferred'],
  ])('%s is told whole, on an item of its own, so that its alert stays small', async (_, start, outcome) => {
    const world = alertWorld({ customers: [zoneless], start });

    const story = await alerted(world);

    expect(story).toMatchObject({ outcome, decision: { asked: { purpose: 'informational' } } });
    const { zones, asked } = Decision.parse(story?.decision);
    expect(zones).toHaveLength(42);
    expect(asked?.sources).toHaveLength(42);
    const items = world.table.items('ledger');
    const ofAlert = items.filter(({ pk }) => pk?.S?.startsWith('ALERT#'));
    expect(Math.max(...ofAlert.map(itemSize))).toBeLessThanOrEqual(1024);
    expect(items.filter(({ pk }) => pk?.S?.startsWith('DECISION#'))).toMatchObject([
      { expiresAt: { N: expect.any(String) } },
    ]);
    expect(unsettled(world, () => 'America/Chicago')).toEqual([]);
  });

  it('of an ordinary number needs none', async () => {
    const world = alertWorld();
    await alerted(world);

    expect(world.table.items('ledger').filter(({ pk }) => pk?.S?.startsWith('DECISION#'))).toEqual([]);
  });
});
