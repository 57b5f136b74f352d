import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { httpClient } from '../../functions/adapters/http.ts';
import { iotDestinations } from '../../functions/adapters/iot-destinations.ts';
import { confirmDestination } from '../../functions/control/confirm-destination.ts';
import { ControlMessage, controlTask } from '../../functions/control/control-message.ts';
import {
  confirmationOrigin,
  confirmationPath,
  destinationVerdict,
} from '../../functions/control/destination-verdict.ts';
import { type ControlPorts, workControl } from '../../functions/control/work-control.ts';
import type { RuleDestinations } from '../../functions/ports/rule-destinations.ts';
import { sqsBatch } from '../../functions/runtime/sqs-worker.ts';
import { lambdaContext, sqsRecord } from '../support/fake-lambda.ts';
import { hostileUrls } from '../support/hostile-urls.ts';

const OWN = { account: '111122223333', region: 'us-east-1' };
const TOKEN = 'AYADeMXLrPrNY2wqJAKsFNn-example_token';
const HOST = 'iot.us-east-1.amazonaws.com';
const CONFIRMATION = {
  messageType: 'DestinationConfirmation',
  arn: 'arn:aws:iot:us-east-1:111122223333:ruledestination/http/0b8f9d0e-6a4b-4211-8f52-1f9d0e6a4b21',
  confirmationToken: TOKEN,
  enableUrl: `https://${HOST}/confirmdestination/${TOKEN}`,
} as const;
const clock = { now: () => new Date('2026-11-21T12:00:00Z') };

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** A server that answers everything alike, and what it was asked. */
async function answering(status: number, headers: Record<string, string> = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status, { ...headers, connection: 'close' }).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { asked, origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` };
}

/** Destinations that IoT Core would confirm, and the addresses that were asked. */
function recording(): { readonly asked: string[]; readonly destinations: RuleDestinations } {
  const asked: string[] = [];
  const client = {
    send: async ({ path }: { readonly path: string }) => {
      asked.push(`${confirmationOrigin(OWN.region)}${path}`);
      return { status: 200, headers: {}, body: '' };
    },
  };
  return { asked, destinations: iotDestinations(client, confirmationPath, clock) };
}

describe('a confirmation of a destination', () => {
  it('is answered when IoT Core asks for our own', async () => {
    const { asked, destinations } = recording();

    const ended = await confirmDestination(CONFIRMATION, OWN, destinations);

    expect(ended).toEqual({ outcome: 'confirmed', reason: 'own_destination' });
    expect(asked).toEqual([CONFIRMATION.enableUrl]);
  });

  it('asks nobody for any of at least 100 hostile addresses', async () => {
    const { asked, destinations } = recording();
    const hostile = hostileUrls(HOST, TOKEN);
    expect(new Set(hostile).size).toBeGreaterThanOrEqual(100);
    expect(hostile).not.toContain(CONFIRMATION.enableUrl);

    const ended = await Promise.all(
      hostile.map((enableUrl) => confirmDestination({ ...CONFIRMATION, enableUrl }, OWN, destinations)),
    );

    expect(ended.filter(({ outcome }) => outcome !== 'destination_refused')).toEqual([]);
    expect(asked).toEqual([]);
  });

  it.each([
    ['another account', CONFIRMATION.arn.replace('111122223333', '444455556666')],
    ['another region', CONFIRMATION.arn.replace('us-east-1', 'eu-west-1')],
    ['another partition', CONFIRMATION.arn.replace('arn:aws:', 'arn:aws-cn:')],
    ['another service', CONFIRMATION.arn.replace(':iot:', ':sns:')],
    ['a destination in a VPC', CONFIRMATION.arn.replace('/http/', '/vpc/')],
    ['more than a destination', `${CONFIRMATION.arn}/x`],
    ['no destination', ''],
  ])('of %s is refused', (_whose, arn) => {
    expect(destinationVerdict({ ...CONFIRMATION, arn }, OWN)).toEqual({
      kind: 'refused',
      reason: 'another_destination',
    });
  });

  it.each(['', '..', 'a/b', 'a?b', 'a#b', 'a b', 'a%2fb', 'a\nb', '../../rules', 'ä', 'a\u0000'])(
    'with the token %j is refused, even when its address holds the same',
    (confirmationToken) => {
      const enableUrl = `https://${HOST}/confirmdestination/${confirmationToken}`;

      expect(destinationVerdict({ ...CONFIRMATION, confirmationToken, enableUrl }, OWN).kind).toBe('refused');
    },
  );

  it('follows no redirect', async () => {
    const elsewhere = await answering(200);
    const leading = await answering(302, { location: `${elsewhere.origin}/stolen` });
    const destinations = iotDestinations(httpClient(leading.origin), confirmationPath, clock);

    const ended = await confirmDestination(CONFIRMATION, OWN, destinations);

    expect(ended).toEqual({ outcome: 'destination_refused', reason: 'led_elsewhere' });
    expect(leading.asked).toEqual([`GET /confirmdestination/${TOKEN}`]);
    expect(elsewhere.asked).toEqual([]);
  });

  it.each([400, 401, 403, 404, 410])('that IoT Core answers with %i is refused', async (status) => {
    const { origin } = await answering(status);
    const destinations = iotDestinations(httpClient(origin), confirmationPath, clock);

    expect(await confirmDestination(CONFIRMATION, OWN, destinations)).toEqual({
      outcome: 'destination_refused',
      reason: 'token_refused',
    });
  });

  it.each([408, 429, 500, 503])('comes again when IoT Core answers %i', async (status) => {
    const { origin } = await answering(status);
    const destinations = iotDestinations(httpClient(origin), confirmationPath, clock);

    await expect(confirmDestination(CONFIRMATION, OWN, destinations)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'iot_unavailable',
    });
  });

  it('comes again when IoT Core cannot be reached', async () => {
    const destinations = iotDestinations(httpClient('http://127.0.0.1:1'), confirmationPath, clock);

    await expect(confirmDestination(CONFIRMATION, OWN, destinations)).rejects.toMatchObject({
      name: 'TransientError',
    });
  });
});

describe('the queue of control', () => {
  const mirror: ControlMessage = { kind: 'mirror_suppression', reference: 'ref-1' };

  it('ends each message of its own door in one outcome, and quarantines what anybody else could have meant', async () => {
    const { asked, destinations } = recording();
    const ended: (string | undefined)[] = [];
    const quarantined: string[] = [];
    const ports = { destinations, own: OWN } as unknown as ControlPorts;
    const batch = sqsBatch(
      {
        name: 'control',
        message: ControlMessage,
        work: (message, delivery) => workControl(message, delivery.attribute('door'), ports),
        quarantine: async (_text, _delivery, reason) => void quarantined.push(reason),
        hide: async () => undefined,
        concurrency: 1,
      },
      {
        watch: { ended: ({ outcome }) => void ended.push(outcome), failed: () => undefined },
        fraction: () => 0,
      },
    );
    const fromDoor = (id: string, body: unknown): SQSRecord => ({
      ...sqsRecord({ id, body: JSON.stringify(body) }),
      messageAttributes: { door: { stringValue: 'iot', dataType: 'String' } },
    });
    const Records = [
      fromDoor('own', CONFIRMATION),
      fromDoor('hostile', { ...CONFIRMATION, enableUrl: 'https://evil.example/confirmdestination/x' }),
      fromDoor('smuggled', mirror),
      fromDoor('odd', { messageType: 'Hello' }),
    ];

    const { batchItemFailures } = await batch({ Records }, lambdaContext());

    expect(batchItemFailures).toEqual([]);
    expect(ended).toEqual(['confirmed', 'destination_refused', 'quarantined', 'quarantined']);
    expect(quarantined[0]).toBe('wrong_door');
    expect(asked).toEqual([CONFIRMATION.enableUrl]);
  });

  it('takes confirmations from their door alone, and our own requests from no door', () => {
    expect(controlTask(CONFIRMATION, 'iot')).toMatchObject({ kind: 'confirm' });
    expect(controlTask(mirror, undefined)).toEqual({ kind: 'mirror', reference: 'ref-1' });
    expect(controlTask(CONFIRMATION, undefined)).toBeUndefined();
    expect(controlTask(mirror, 'iot')).toBeUndefined();
  });
});
