import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { readBody } from '../http-server.ts';
import { ActRequest } from './act-request.ts';
import type { Acts } from './acts.ts';
import type { LocalStory } from './local-story.ts';
import type { ShownClock } from './shown-clock.ts';
import type { Snapshots } from './snapshots.ts';
import { type StoryPage, StoryQuery } from './story-list.ts';

/** What the paths of the console reach for. */
export interface ConsoleBehind {
  readonly stream: Snapshots;
  readonly clock: ShownClock;
  /** @default there are no buttons */
  readonly acts?: Acts;
  stories(query: StoryQuery): Promise<StoryPage>;
  story(key: string): Promise<LocalStory>;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}
type Handler = (body: unknown, behind: ConsoleBehind) => Promise<Answer>;

const MAX_BODY_BYTES = 10_000;
const ClockSetting = z.strictObject({ at: z.iso.datetime({ offset: true }) });
/** Any text: what is no key has no story. */
const StoryKey = z.strictObject({ key: z.string().max(128) });

/** By method and path. Whatever people look for comes in a body. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  'POST /__console/stories': async (body, { stories }) =>
    parsed(StoryQuery, body, async (query) => ({ status: 200, body: await stories(query) })),
  'POST /__console/story': async (body, { story }) =>
    parsed(StoryKey, body, async ({ key }) => ({ status: 200, body: await story(key) })),
  'POST /__console/acts': async (body, { acts }) =>
    parsed(ActRequest, body, async (request) =>
      acts
        ? { status: 200, body: await acts.act(request) }
        : { status: 409, body: { error: 'nothing is simulated here' } },
    ),
  'GET /__clock': async (_, { clock }) => ({ status: 200, body: shown(clock) }),
  'PUT /__clock': async (body, { clock }) =>
    parsed(ClockSetting, body, async ({ at }) =>
      (await clock.set(new Date(at)))
        ? { status: 200, body: shown(clock) }
        : { status: 409, body: { error: 'the clock only goes forward; start anew to go back' } },
    ),
};

const STREAM = 'GET /__console/events';

/** Answers the paths of the console and the clock, and leaves all other requests alone. */
export function consoleRoutes(behind: ConsoleBehind) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const route = `${request.method} ${request.url?.split('?')[0]}`;
    const handler = HANDLERS[route];
    if (route !== STREAM && !handler) return false;
    if (isForeign(request)) send(response, { status: 403, body: { error: 'another site may not ask' } });
    else if (handler) {
      answerOf(request, (body) => handler(body, behind))
        .catch((error: unknown) => ({ status: 500, body: { error: String(error) } }))
        .then((answer) => send(response, answer));
    } else behind.stream.open(response);
    return true;
  };
}

/** Any page of the web may send requests to this machine; browsers say which do. */
function isForeign({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

async function answerOf(
  request: IncomingMessage,
  handle: (body: unknown) => Promise<Answer>,
): Promise<Answer> {
  const { bytes, tooLarge } = await readBody(request, MAX_BODY_BYTES);
  if (tooLarge) return { status: 413, body: { error: `at most ${MAX_BODY_BYTES} bytes` } };
  return handle(jsonIn(bytes.toString('utf8')));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function parsed<S extends z.core.$ZodType>(
  schema: S,
  body: unknown,
  then: (value: z.output<S>) => Promise<Answer>,
): Promise<Answer> {
  const result = z.safeParse(schema, body);
  if (result.success) return then(result.data);
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return { status: 400, body: { error: 'the request is not valid', problems } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

const shown = (clock: ShownClock) => ({ now: clock.now().toISOString(), aheadMs: clock.aheadMs });
