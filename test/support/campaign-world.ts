import type { AlertClass } from '../../functions/messages/alert-class.ts';
import type { Campaign } from '../../functions/ports/contact-lists.ts';
import { alertClass, alertClasses, customer, sensorAlert } from './builders.ts';
import { fakeSleep } from './fake-sleep.ts';
import { unhurried } from './unhurried.ts';
import { type AlertWorld, alertWorld } from './world.ts';
import type { WorldOverrides } from './world-parts.ts';

/** The list of the campaign, and the type of the alerts it calls about. */
export const LIST = 'list-1';
export const BATTERY = 'battery_low';

/** A campaign as it must be. */
export const pacedCampaign = (fields: Partial<Campaign> = {}): Campaign => ({
  id: 'campaign-1',
  contactListId: LIST,
  dialingMode: 'paced',
  status: 'on',
  alwaysRunning: true,
  phoneColumns: ['phone'],
  hasCallableTimes: true,
  ...fields,
});

const numberOf = (index: number): string => `+120255501${String(20 + index)}`;

/** A world where a campaign calls about low batteries, with so many customers. */
export function campaignWorld(
  customers: number,
  overrides: WorldOverrides = {},
  fields: Partial<AlertClass> = {},
): AlertWorld {
  const low = alertClass({ campaign: 'sensor-calls', ...fields });
  const world = alertWorld({
    customers: Array.from({ length: customers }, (_, index) =>
      customer({ customerId: `customer-${index}`, phoneNumber: numberOf(index) }),
    ),
    contactLists: { [LIST]: ['phone', 'sensorId', 'alertType', 'referenceId', 'attemptId'] },
    turns: (clock) => ({ ...unhurried(clock), sleep: fakeSleep(clock) }),
    ...overrides,
    rules: {
      classes: alertClasses({ [BATTERY]: low }),
      campaigns: { 'sensor-calls': { campaignId: 'campaign-1', contactListId: LIST } },
      ...overrides.rules,
    },
  });
  world.contactLists.putCampaign(pacedCampaign());
  return world;
}

/** Leaves an alert of each customer and brings all of them before dialing, as one delivery. */
export async function delivery(world: AlertWorld, alerts: number): Promise<void> {
  for (let index = 0; index < alerts; index++) {
    world.post(
      sensorAlert({
        idempotencyKey: `alert-${index}`,
        customerId: `customer-${index}`,
        sensorId: `sensor-${index}`,
        alertType: BATTERY,
        timestamp: world.clock.now().toISOString(),
      }),
    );
  }
  while (world.queues.waiting('dialing').length < alerts) await world.runOne();
}

/** A delivery of so many alerts, worked on at once. */
export async function called(
  alerts: number,
  overrides: WorldOverrides = {},
  fields: Partial<AlertClass> = {},
): Promise<AlertWorld> {
  const world = campaignWorld(alerts, overrides, fields);
  await delivery(world, alerts);
  await world.runTogether();
  return world;
}

/** What became of each of so many alerts. */
export const outcomes = async (world: AlertWorld, alerts: number): Promise<unknown[]> =>
  Promise.all(
    Array.from({ length: alerts }, async (_, index) => {
      const { outcome, reason, waitingFor } = await world.story(`alert-${index}`);
      return outcome ?? waitingFor ?? reason;
    }),
  );
