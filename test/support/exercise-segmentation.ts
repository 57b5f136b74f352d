import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Profile } from '../../functions/messages/profile.ts';
import type { Laptop } from '../../local/laptop.ts';

/** How long anything of this may take: the coalescing, and a busy machine. */
const PATIENCE_MS = 120_000;

/** Posts a body to the door of completions; the status it is answered with. */
export async function postCompletion(laptop: Laptop, body: unknown): Promise<number> {
  const answer = await fetch(`${laptop.system.url}/v1/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'local' },
    body: JSON.stringify(body),
  });
  await answer.text();
  return answer.status;
}

/** Asks until there is an answer. @throws {Error} there never is */
export async function untilAnswered<T>(ask: () => T | undefined): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The CRM's segments of a customer once they carry this tag. */
export const segmentsWith = (laptop: Laptop, customerId: string, tag: string) =>
  untilAnswered(() => {
    const segments = laptop.crm?.customer(customerId)?.segments;
    return String(segments?.attributes.segmentation_tags).includes(tag) ? segments : undefined;
  });

/** Leaves a profile that is due and whose message was lost. */
export async function leaveLostUpdate(laptop: Laptop, customerId: string, tag: string): Promise<void> {
  const profile: Profile = {
    customerId,
    state: 'DIRTY',
    newest: { eventAt: new Date(), key: 'lost' },
    attributes: { last_interaction_summary: null, sentiment: null },
    tags: [tag],
    additiveTags: [],
    sequence: 1,
    tries: 0,
    nextAt: new Date(Date.now() - 1000),
    seen: [],
  };
  await putDue(laptop, `PROFILE#${customerId}`, profile);
}

/** Puts an item of ours past the product, due a second ago. */
async function putDue(laptop: Laptop, pk: string, body: object): Promise<void> {
  const {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint = '',
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
  } = laptop.system.awsEnvironment();
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
  const Item = {
    pk: { S: pk },
    ver: { N: '1' },
    tok: { S: 'test' },
    body: { S: JSON.stringify(body) },
    nextAt: { N: String(Date.now() - 1000) },
    shard: { S: 'due#3' },
  };
  const TableName = laptop.system.resource('AWS::DynamoDB::Table', 'Contacts/Table').name;
  await client.send(new PutItemCommand({ TableName, Item }));
  client.destroy();
}

/** Lets the reminder look, as it would every minute. */
export async function remind(laptop: Laptop): Promise<void> {
  const name = laptop.system.functionNames.find((each) => each.includes('Reminder')) ?? '';
  await laptop.system.invoke(name, { source: 'aws.events' });
}

/** What the platform tells of a conversation on its bus. */
export async function endPart(
  laptop: Laptop,
  conversationId: string,
  part: 'customer.end' | 'acw' | 'wrapup',
): Promise<void> {
  const source = laptop.stage.segmentation.conversations?.eventSource ?? '';
  const topic = (id: string) => `v2.detail.events.conversation.${id}.${part}`;
  const eventBody = { conversationId, eventTime: Date.now(), sessionId: 'session-1' };
  const matched = await laptop.system.putEvent({
    source,
    busName: source,
    detailType: topic('{id}'),
    detail: { topicName: topic(conversationId), version: '2', eventBody },
  });
  if (matched.length !== 1) throw new Error(`${matched.length} rules want the event`);
}

/** Everything completion does with AWS: a conversation that waits, ends and is handed on; one that cannot be used. */
export async function exerciseCompletion(laptop: Laptop, customerId: string): Promise<void> {
  const conversationId = `conversation-${customerId}`;
  const [queueId = ''] = Object.values(laptop.stage.telephony.queueIds);
  const conversation = {
    conversationId,
    mediaType: 'voice' as const,
    startedAt: new Date(Date.now() - 60_000).toISOString(),
    agents: [{ queueId, wrapUpCode: 'code-1' }],
    attributes: { customerId, segmentTags: 'spoken' },
  };
  laptop.genesys?.putConversation(conversation);
  await endPart(laptop, conversationId, 'acw');
  await endPart(laptop, conversationId, 'customer.end');
  await endPart(laptop, 'no id', 'wrapup');
  const held = { state: 'HELD', heldSince: new Date(), customerEnded: true, wrappedUp: false, looks: 9 };
  const expiresAt = new Date(Date.now() + 3_600_000);
  const lost = `${conversationId}-held`;
  await putDue(laptop, `CONVERSATION#${lost}`, { conversationId: lost, ...held, expiresAt });
  await remind(laptop);
  // Only what was found going on is asked for again.
  const asked = `/analytics/conversations/${conversationId}/details`;
  await untilAnswered(() => laptop.genesys?.requests().find(({ path }) => path.endsWith(asked)));
  await new Promise((resolve) => setTimeout(resolve, 500));
  laptop.genesys?.putConversation({ ...conversation, endedAt: new Date().toISOString() });
  await segmentsWith(laptop, customerId, 'spoken');
}

/** Everything segmentation does with AWS: a write at once, one put off, one found by the reminder, one quarantined. */
export async function exerciseSegmentation(laptop: Laptop, customerId: string): Promise<void> {
  const completion = (fields: object) => ({ customerId, tags: [], ...fields });
  await postCompletion(laptop, completion({ tags: ['first'], idempotency_key: `${customerId}-1` }));
  await segmentsWith(laptop, customerId, 'first');
  await postCompletion(laptop, completion({ tags: ['second'], idempotency_key: `${customerId}-2` }));
  await segmentsWith(laptop, customerId, 'second');
  await postCompletion(laptop, completion({ endTime: new Date(Date.now() + 3_600_000).toISOString() }));
  await leaveLostUpdate(laptop, `${customerId}-lost`, 'lost');
  await remind(laptop);
  await segmentsWith(laptop, `${customerId}-lost`, 'lost');
}
