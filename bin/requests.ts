import type { IncidentListing } from '../functions/incidents/list-incidents.ts';
import type { AlertStory } from '../functions/story/alert-story.ts';
import type { Target } from './target.ts';

/** What a door answered. */
export interface DoorAnswer {
  readonly status: number;
  readonly body: string;
}

/** Posts a text to a door. @throws {Error} when nothing listens there */
export async function post(target: Target, door: string, text: string): Promise<DoorAnswer> {
  const answer = await reach(new URL(door, target.doorsUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': target.doorsKey },
    body: text,
  });
  return { status: answer.status, body: await answer.text() };
}

/** Asks a read, e.g. `v1/contacts/CUST-1`. @throws {Error} when nothing listens there */
export async function get(target: Target, path: string): Promise<DoorAnswer> {
  const answer = await reach(new URL(path, target.readsUrl), { headers: { 'x-api-key': target.readsKey } });
  return { status: answer.status, body: await answer.text() };
}

/** The story of a key; `undefined` until it is admitted. @throws {Error} when it cannot be read */
export async function readStory(target: Target, key: string): Promise<AlertStory | undefined> {
  const answer = await reach(new URL(`v1/alerts/${encodeURIComponent(key)}`, target.readsUrl), {
    headers: { 'x-api-key': target.readsKey },
  });
  if (answer.status === 404) return undefined;
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`the story cannot be read: ${answer.status} ${body}`);
  return JSON.parse(body);
}

/** The incidents that are not over. @throws {Error} when they cannot be read */
export async function readIncidents(target: Target): Promise<IncidentListing> {
  const answer = await reach(new URL('v1/incidents/open', target.readsUrl), {
    headers: { 'x-api-key': target.readsKey },
  });
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`the incidents cannot be read: ${answer.status} ${body}`);
  return JSON.parse(body);
}

async function reach(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new Error(`nothing answers at ${url.origin}; is the system running? (npm start)`);
  }
}
