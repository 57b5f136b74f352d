import type { Laptop } from '../../local/laptop.ts';

/** What the context read says of a contact; the status alone where there is no such contact. */
export async function contextOf(laptop: Laptop, contactId: string, query = '') {
  const answer = await fetch(`${laptop.system.url}/v1/contacts/${contactId}${query}`, {
    headers: { 'x-api-key': 'local' },
  });
  const body: Readonly<Record<string, unknown>> = JSON.parse(await answer.text());
  return { status: answer.status, body };
}

/** Everything the context read and refresh do with AWS: a customer the CRM has, one it has not, and one it cannot tell. */
export async function exerciseContext(laptop: Laptop, customerId: string): Promise<void> {
  await contextOf(laptop, customerId);
  await contextOf(laptop, `${customerId}-unknown`);
  laptop.crm?.setFaults([
    { system: 'crm', operation: 'readCustomer', fault: { kind: 'status', status: 503 }, times: 1 },
  ]);
  await contextOf(laptop, `${customerId}-failing`);
}
