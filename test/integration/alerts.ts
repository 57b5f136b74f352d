import type { AlertStory } from '../../functions/story/alert-story.ts';
import type { LocalSystem } from '../../local/system.ts';

/** A running product; the waits below ask it as a client would. */
interface Running {
  readonly system: LocalSystem;
}

/** What every request to a local door or read brings along. */
export const HEADERS = { 'content-type': 'application/json', 'x-api-key': 'local' };

/** The dialing protocol's waits as short as its inequalities allow, seconds. */
export const SHORT_TIMES = {
  request: 2,
  function: 12,
  lateAcceptance: 3,
  lease: 12,
  search: 2,
  reconcile: 8,
};

/** A story is given up after this time; a busy machine takes longer than the protocol. */
const PATIENCE_MS = 150_000;

/** An alert of a sensor that is above its threshold now, as a sender would put it. */
export interface SentAlert {
  readonly idempotencyKey: string;
  readonly sensorId: string;
  readonly customerId: string;
  readonly [field: string]: unknown;
}

/** Posts a body to a door, e.g. `v1/alerts`. Gives the door's status. */
export async function post({ system }: Running, door: string, body: unknown): Promise<number> {
  const answer = await fetch(`${system.url}/${door}`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify(body),
  });
  await answer.text();
  return answer.status;
}

/** Posts an alert; what is not said is a critical temperature now. Gives the door's status. */
export const postAlert = (running: Running, alert: SentAlert): Promise<number> =>
  post(running, 'v1/alerts', {
    alertType: 'temp_critical',
    timestamp: new Date().toISOString(),
    telemetryData: { currentValue: 89.5, threshold: 85, unit: 'celsius' },
    ...alert,
  });

/** The story of an alert; `undefined` until it is admitted. */
export async function storyOf({ system }: Running, key: string): Promise<AlertStory | undefined> {
  const answer = await fetch(`${system.url}/v1/alerts/${key}`, { headers: HEADERS });
  const body = await answer.text();
  return answer.status === 200 ? JSON.parse(body) : undefined;
}

/**
 * The story when it is as wanted; recovery looks meanwhile, as it would every minute.
 * @throws {Error} telling how the alert stands when it never was
 */
export async function storyWhen(
  running: Running,
  key: string,
  wanted: (story: AlertStory) => boolean,
): Promise<AlertStory> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const told = await storyOf(running, key);
    if (told && wanted(told)) return told;
    if (Date.now() > deadline) throw new Error(`${key} stands at ${JSON.stringify(told)}`);
    await recover(running);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Recovery, as it comes every minute. */
export const recover = ({ system }: Running): Promise<void> =>
  system.fireSchedule(system.resource('AWS::Events::Rule', 'RecoverySchedule').name);
