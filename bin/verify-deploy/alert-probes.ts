import { join } from 'node:path';
import { byLocalTime } from '../../local/seed.ts';
import { readStory } from '../requests.ts';
import { readSample } from '../sample.ts';
import { accepted, alertOf, EVENTS, expectSeen, type Probe, until } from './look.ts';

/** A standard alert waits until somebody has looked at its routing queue, and recovery takes it up. */
const SWEPT_MS = 180_000;
const SOON_MS = 10_000;

/** What becomes of alerts, by the door and from IoT Core. */
export const ALERT_PROBES: readonly Probe[] = [
  {
    name: 'an alert in the customer’s hours is one call at the platform, however often it is sent',
    async run(deployed) {
      const { day } = byLocalTime(new Date(), deployed.stage.dialing.window);
      const customerId = day[0]?.customerId ?? 'CUST-9983';
      const alert = alertOf(customerId);
      await accepted(deployed, 'v1/alerts', JSON.stringify(alert));
      await accepted(deployed, 'v1/alerts', JSON.stringify(alert));
      const story = await until('an outcome', async () => {
        const found = await readStory(deployed.target, alert.idempotencyKey);
        return found?.outcome && found.duplicates === 1 ? found : undefined;
      });
      const calls = deployed.vendors.platform.conversations().length;
      return expectSeen(`${story.outcome}, ${calls} call, 1 duplicate`, 'placed, 1 call, 1 duplicate');
    },
  },
  {
    name: 'an alert outside the customer’s hours is a task at the CRM',
    async run(deployed) {
      const { night } = byLocalTime(new Date(), deployed.stage.dialing.window);
      const alert = alertOf(night[0]?.customerId ?? 'CUST-9982');
      await accepted(deployed, 'v1/alerts', JSON.stringify(alert));
      const story = await until('a final outcome', async () => {
        const found = await readStory(deployed.target, alert.idempotencyKey);
        return found?.final ? found : undefined;
      });
      const tasks = deployed.vendors.crm.tasks().length;
      return expectSeen(`${story.outcome}, ${tasks} task`, 'deferred, 1 task');
    },
  },
  {
    name: 'a batch of alerts is judged one by one',
    isPatient: true,
    async run(deployed) {
      const sample = readSample(join(EVENTS, 'sensor-alerts.json'), false, new Date());
      await accepted(deployed, sample.door, sample.text);
      const outcomes = await Promise.all(
        sample.keys.map((key) =>
          until(
            `an outcome of ${key}`,
            async () => (await readStory(deployed.target, key))?.outcome,
            SWEPT_MS,
          ),
        ),
      );
      return expectSeen(String(outcomes.length), '3', outcomes.join(', '));
    },
  },
  {
    name: 'what a sensor publishes above its threshold is an alert',
    knownGap:
      'functions of IoT Core’s SQL that the emulator lacks; the rule works, and the worker quarantines the rest',
    async run(deployed) {
      const [sensorId, seq] = ['LEAK-SNS-0107', Date.now()];
      const reading = {
        customerId: 'CUST-9984',
        alertType: 'leak_detected',
        value: 3,
        threshold: 1,
        unit: 'l/min',
      };
      await deployed.publish(`dt/alerts/${sensorId}`, { seq, ...reading });
      const key = `sensor-evt-${sensorId}-${seq}`;
      const story = await until('an alert', () => readStory(deployed.target, key), SOON_MS).catch(
        () => undefined,
      );
      if (story) return story.state;
      const lacking =
        deployed.emulatorSays().match(/calls \w+\(\), which MiniStack does not implement/g) ?? [];
      throw new Error([...new Set(lacking)].join('; ') || 'no alert, and the emulator says nothing of it');
    },
  },
];
