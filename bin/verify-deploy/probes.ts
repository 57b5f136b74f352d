import { join } from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { byLocalTime } from '../../local/seed.ts';
import { get, post, readIncidents, readStory } from '../requests.ts';
import { readSample } from '../sample.ts';
import { accepted, alertOf, type Deployed, expectSeen, until } from './look.ts';

/** One thing that a deployed stage must do. */
export interface Probe {
  /** A sentence about behaviour. */
  readonly name: string;
  /** Why the emulator is known not to show it. @default it must */
  readonly knownGap?: string;
  /** Whether it waits for minutes, so that the others go on meanwhile. @default it does not */
  readonly isPatient?: boolean;
  /** Says what was seen. @throws {Error} it was not seen in time */
  run(deployed: Deployed): Promise<string>;
}

const EVENTS = join(import.meta.dirname, '../../events');
/** A schedule of one minute may have just missed its turn. */
const SCHEDULE_MS = 90_000;
/** A standard alert waits until somebody has looked at its routing queue, and recovery takes it up. */
const SWEPT_MS = 180_000;

/** Posts a sample, as if it had happened just now. */
function sent(deployed: Deployed, name: string): Promise<void> {
  const { door, text } = readSample(join(EVENTS, `${name}.json`), false, new Date());
  return accepted(deployed, door, text);
}

/** Posts each sample that has a door, and waits for what becomes of it. */
export const PROBES: readonly Probe[] = [
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
      const calls = deployed.vendors.genesys.conversations().length;
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
    name: 'two breaches of a threshold are one ticket',
    async run(deployed) {
      await sent(deployed, 'telephony-event');
      await sent(deployed, 'telephony-event');
      const [incident] = await until('an incident with its ticket', async () => {
        const { incidents } = await readIncidents(deployed.target);
        return incidents[0]?.ticket ? incidents : undefined;
      });
      const tickets = deployed.vendors.desk.tickets().length;
      return expectSeen(String(tickets), '1', `ticket ${incident?.ticket?.number}`);
    },
  },
  {
    name: 'the end of a conversation is segments at the CRM',
    async run(deployed) {
      await sent(deployed, 'interaction-completed');
      const segments = () => deployed.vendors.crm.customer('CUST-9981')?.segments;
      return JSON.stringify(await until('segments', async () => segments()));
    },
  },
  {
    name: 'the end of a campaign is a report in the bucket',
    async run(deployed) {
      await sent(deployed, 'campaign-event');
      return until('a report', async () => {
        const command = new ListObjectsV2Command({ Bucket: deployed.reportsBucket, Prefix: 'reports/' });
        const { Contents = [] } = await deployed.s3.send(command);
        return Contents.find(({ Key }) => Key?.endsWith('.json'))?.Key;
      });
    },
  },
  {
    name: 'pushed contacts are on the lists of their tiers',
    async run(deployed) {
      await sent(deployed, 'preview-contacts');
      const path = 'v1/previews/CRM_100293850/12345678-90ab-cdef-1234-567890abcdef';
      return until('what became of a contact', async () => {
        const answer = await get(deployed.target, path);
        const outcome = /"outcome":"(\w+)"/.exec(answer.body)?.[1];
        return answer.status === 200 && outcome ? outcome : undefined;
      });
    },
  },
  {
    name: 'an opt-out is in force with the answer, and on the platform’s list soon after',
    async run(deployed) {
      await sent(deployed, 'suppression');
      const listed = await until(
        'the number on the list',
        async () => deployed.vendors.genesys.doNotCall()[0],
      );
      return `listed on ${listed.listId}`;
    },
  },
  {
    name: 'an agent who looks at a contact gets it within two seconds',
    async run(deployed) {
      const since = Date.now();
      const { status, body } = await get(deployed.target, 'v1/contacts/CUST-9984');
      const freshness = /"freshness":"(\w+)"/.exec(body)?.[1] ?? body;
      return expectSeen(String(status), '200', `${freshness} after ${Date.now() - since} ms`);
    },
  },
  {
    name: 'a schedule looks at the routing queues every minute',
    isPatient: true,
    async run({ vendors }) {
      const asked = () =>
        vendors.genesys.requests().some(({ path }) => path.endsWith('/analytics/queues/observations/query'));
      await until('a look at the queues', async () => asked() || undefined, SCHEDULE_MS);
      return 'the queues were asked for';
    },
  },
  {
    name: 'a request without a key is refused',
    async run(deployed) {
      const target = { ...deployed.target, doorsKey: 'nobody' };
      const { status } = await post(target, 'v1/alerts', JSON.stringify(alertOf('CUST-9981')));
      return expectSeen(String(status), '403');
    },
  },
  {
    name: 'a body that breaks its model is refused',
    knownGap:
      'its CloudFormation gives methods no request validator; the worker quarantines the body instead',
    async run(deployed) {
      const { status } = await post(deployed.target, 'v1/alerts', '{"sensorId":"TEMP-SNS-4421"}');
      return expectSeen(String(status), '400');
    },
  },
];
