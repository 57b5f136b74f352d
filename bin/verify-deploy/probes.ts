import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { byLocalTime } from '../../local/seed.ts';
import { get, post, readIncidents } from '../requests.ts';
import { readSample } from '../sample.ts';
import { ALERT_PROBES } from './alert-probes.ts';
import { accepted, alertOf, type Deployed, EVENTS, expectSeen, type Probe, until } from './look.ts';

/** A schedule of one minute may have just missed its turn. */
const SCHEDULE_MS = 90_000;

/** Posts a sample, as if it had happened just now; of a campaign that the platform knows, where one is named. */
function sent(deployed: Deployed, name: string, campaignId?: string): Promise<void> {
  const { door, text } = readSample(join(EVENTS, `${name}.json`), false, new Date());
  const own = /"campaignId":\s*"[^"]+"/;
  return accepted(deployed, door, campaignId ? text.replace(own, `"campaignId":"${campaignId}"`) : text);
}

const Pushed = z.object({
  contacts: z.array(z.object({ contactId: z.string(), externalContactId: z.string() })),
});

/** A contact of the sample whose customer may be called now: the others wait for their day. */
function pushedByDay({ stage }: Deployed): string {
  const day = byLocalTime(new Date(), stage.dialing.window).day.map(({ customerId }) => customerId);
  const text = readFileSync(join(EVENTS, 'preview-contacts.json'), 'utf8');
  const { contacts } = Pushed.parse(JSON.parse(text));
  const found = contacts.find(({ externalContactId }) => day.includes(externalContactId));
  if (!found) throw new Error('preview-contacts.json names nobody whom it is day for');
  return found.contactId;
}

/** Posts each sample that has a door, and waits for what becomes of it; then asks what must be refused. */
export const PROBES: readonly Probe[] = [
  ...ALERT_PROBES,
  {
    name: 'breaches of a threshold that go on are one ticket',
    async run(deployed) {
      const [incident] = await until('an incident with its ticket', async () => {
        // The second of two readings may be delivered first, and then the older one tells nothing new.
        await sent(deployed, 'telephony-event');
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
      await sent(deployed, 'campaign-event', deployed.vendors.campaigns.ended);
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
      const { preview } = deployed.vendors.campaigns;
      await sent(deployed, 'preview-contacts', preview);
      const path = `v1/previews/${pushedByDay(deployed)}/${preview}`;
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
        async () => deployed.vendors.platform.doNotCall()[0],
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
        vendors.platform
          .requests()
          .some(({ path }) => /\/queues\/observations\/query$|\/activity$/.test(path));
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
