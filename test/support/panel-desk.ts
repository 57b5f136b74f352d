import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Customer } from '../../functions/messages/customer.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import type { Laptop } from '../../local/laptop.ts';
import { byLocalTime } from '../../local/seed.ts';

/** A call that an agent is about to take. */
export interface WaitingCall {
  readonly customer: Customer;
  readonly key: string;
  readonly reference: string;
}

const MINUTE_MS = 60_000;

/** Two hours of a cold room that warms up, a reading every six minutes; the last is beyond the threshold of 8 degrees. */
export function warmingUp(now: Date): readonly { readonly time: string; readonly value: number }[] {
  return Array.from({ length: 20 }, (_, step) => ({
    time: new Date(now.getTime() - (20 - step) * 6 * MINUTE_MS).toISOString(),
    value: Math.round((4.2 + Math.sin(step / 2) * 0.5 + Math.max(0, step - 11) ** 1.6 / 4) * 10) / 10,
  }));
}

/** A customer whose clock allows calls and of whom a sensor has raised an alert: the call has been placed. */
export async function waitingCall(
  laptop: Laptop,
  id: string,
  changes: {
    readonly customer?: Partial<Customer>;
    readonly telemetry?: object;
    readonly alert?: object;
  } = {},
): Promise<WaitingCall> {
  const { day } = byLocalTime(new Date(), laptop.stage.dialing.window);
  const customer: Customer = {
    customerId: `CUST-PANEL-${id}`,
    phoneNumber: '+12025550142',
    timeZone: day[0]?.timeZone ?? 'UTC',
    doNotDisturb: false,
    accountTier: 'enterprise',
    name: 'Robin Testwell',
    fields: { lastPurchaseDate: '2026-03-14', contract: 'Cold chain, gold', site: 'Depot 7' },
    ...changes.customer,
  };
  laptop.crm?.putCustomer(customer);
  const now = new Date();
  const key = `panel-${id}-${now.getTime()}`;
  await post(laptop, 'v1/alerts', {
    idempotencyKey: key,
    sensorId: 'TEMP-SNS-4421',
    customerId: customer.customerId,
    alertType: 'temp_critical',
    timestamp: now.toISOString(),
    telemetryData: {
      currentValue: 14.6,
      threshold: 8,
      unit: 'celsius',
      readings: warmingUp(now),
      ...changes.telemetry,
    },
    ...changes.alert,
  });
  return { customer, key, reference: await placedReference(laptop, key) };
}

async function placedReference(laptop: Laptop, key: string): Promise<string> {
  for (let tries = 0; tries < 1200; tries++) {
    const answer = await fetch(`${laptop.system.url}/v1/alerts/${key}`, {
      headers: { 'x-api-key': 'local' },
    });
    const story: AlertStory | undefined = answer.ok ? JSON.parse(await answer.text()) : undefined;
    if (story?.state === 'PLACED') return String(story.telemetryRef);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the call of ${key} was not placed in time`);
}

/** Posts to the local system; the answer's status and body. */
export async function post(laptop: Laptop, path: string, body: object, token?: string) {
  const answer = await fetch(`${laptop.system.url}/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-api-key': 'local',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

/** The address at which the login page leaves an agent. */
export const signedInAt = (laptop: Laptop, reference: string): string =>
  `${laptop.system.url}/web/panel#access_token=${agentToken(laptop)}&state=${reference}`;

/** A token of the platform that an agent got by signing in. @param clientId where. @default to the panel */
export const agentToken = (laptop: Laptop, clientId = laptop.stage.panel?.clientId ?? ''): string =>
  (laptop.genesys ?? laptop.cxone)?.signIn(clientId) ?? '';

/** Everything the panel does with AWS: a session, what is kept, what the CRM says now, the alert, and a word. */
export async function exercisePanel(laptop: Laptop): Promise<void> {
  const { customer, reference } = await waitingCall(laptop, 'exercise');
  await age(laptop, customer, 30);
  const opened = await post(laptop, 'v1/panel/session', { reference, platformToken: agentToken(laptop) });
  const token = String(opened.body.token);
  const path = `v1/panel/customers/${customer.customerId}`;
  const headers = { authorization: `Bearer ${token}` };
  for (const name of ['context', 'alert']) {
    const answer = await fetch(`${laptop.system.url}/${path}/${name}`, { headers });
    await answer.text();
  }
  await post(laptop, `${path}/disposition`, { disposition: 'resolved_on_call' }, token);
}

/** Makes what is kept of a customer older. */
export async function age(laptop: Laptop, { customerId }: Customer, minutes: number): Promise<void> {
  await set(laptop, 'Contacts/Table', `CONTACT#${customerId}`, {
    name: 'fetchedAt',
    value: Date.now() - minutes * MINUTE_MS,
  });
}

/** Ends every session of the panel, as five minutes would. */
export async function endSessions(laptop: Laptop): Promise<void> {
  const { Items = [] } = await onTables(laptop, (tables) =>
    tables.send(
      new ScanCommand({
        TableName: laptop.system.resource('AWS::DynamoDB::Table', 'Ledger/Table').name,
        FilterExpression: 'begins_with(pk, :panel)',
        ExpressionAttributeValues: { ':panel': { S: 'PANEL#' } },
      }),
    ),
  );
  for (const { pk } of Items)
    await set(laptop, 'Ledger/Table', pk?.S ?? '', { name: 'until', value: Date.now() - 1 });
}

interface Change {
  readonly name: string;
  readonly value: number;
}

async function set(laptop: Laptop, table: string, pk: string, { name, value }: Change): Promise<void> {
  await onTables(laptop, (tables) =>
    tables.send(
      new UpdateItemCommand({
        TableName: laptop.system.resource('AWS::DynamoDB::Table', table).name,
        Key: { pk: { S: pk } },
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': { N: String(value) } },
      }),
    ),
  );
}

async function onTables<Answer>(
  laptop: Laptop,
  act: (tables: DynamoDBClient) => Promise<Answer>,
): Promise<Answer> {
  const aws = laptop.system.awsEnvironment();
  const tables = new DynamoDBClient({
    endpoint: aws.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: aws.AWS_REGION ?? '',
    credentials: { accessKeyId: aws.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'local' },
  });
  try {
    return await act(tables);
  } finally {
    tables.destroy();
  }
}
