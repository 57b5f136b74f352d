import type { Laptop } from '../../local/laptop.ts';

/** What the context read says of a contact; the status alone where there is no such contact. */
export async function contextOf(laptop: Laptop, contactId: string, query = '') {
  const answer = await fetch(`${laptop.system.url}/v1/contacts/${contactId}${query}`, {
    headers: { 'x-api-key': 'local' },
  });
  const body: Readonly<Record<string, unknown>> = JSON.parse(await answer.text());
  return { status: answer.status, body };
}

/** What the platform tells of a preview on its bus. */
export async function previewEvent(
  laptop: Laptop,
  contactId: string,
  end: 'preContact' | 'postContact',
  fields: object = {},
): Promise<void> {
  const source = laptop.stage.segmentation.conversations?.eventSource ?? '';
  const topicName = `v2.outbound.preview.campaigns.contact.${end}`;
  const eventBody = {
    eventTime: Date.now(),
    outboundContactId: contactId,
    outboundCampaignId: 'campaign-1',
    conversationId: `preview-of-${contactId}`,
    ...fields,
  };
  const event = { source, busName: source, detailType: topicName, detail: { topicName, eventBody } };
  const matched = await laptop.system.putEvent(event);
  if (matched.length === 0) throw new Error('no rule wants the event');
}

/** Posts a customer as the CRM has changed it; the status it is answered with. */
export async function postChange(laptop: Laptop, change: object): Promise<number> {
  const answer = await fetch(`${laptop.system.url}/v1/contacts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'local' },
    body: JSON.stringify(change),
  });
  await answer.text();
  return answer.status;
}

/** Opens a contact's page as a browser would, as far as it is ours; the status it is answered with. */
async function openPop(laptop: Laptop, contactId: string): Promise<number> {
  const { body } = await contextOf(laptop, `${contactId}/pop`);
  const answer = await fetch(String(body.url), { redirect: 'manual' });
  await answer.text();
  return answer.status;
}

/**
 * Everything the context read, the pop and refresh do with AWS: a customer the CRM has, one it has not, and one it cannot
 * tell.
 */
export async function exerciseContext(laptop: Laptop, customerId: string): Promise<void> {
  await contextOf(laptop, customerId);
  const status = await openPop(laptop, customerId);
  if (status !== 302) throw new Error(`the pop answered ${status}`);
  await contextOf(laptop, `${customerId}-unknown`);
  laptop.crm?.setFaults([
    { system: 'crm', operation: 'readCustomer', fault: { kind: 'status', status: 503 }, times: 1 },
  ]);
  await contextOf(laptop, `${customerId}-failing`);
  await previewEvent(laptop, customerId, 'preContact');
  await previewEvent(laptop, customerId, 'postContact', { wrapupCode: 'code-1' });
  const future = new Date(Date.now() + 3_600_000).toISOString();
  const change = { customerId, phoneNumber: '+12025550118', doNotDisturb: false, changedAt: future };
  await postChange(laptop, change);
}
