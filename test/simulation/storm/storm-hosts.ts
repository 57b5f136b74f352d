import * as z from 'zod/mini';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../../functions/adapters/http.ts';
import { NotSentError } from '../../../functions/adapters/http.ts';
import { rateWindow } from '../../../local/simulators/rate-window.ts';
import { customer, NEW_YORK } from '../../support/builders.ts';
import type { Timeline } from '../timeline.ts';
import { type AskedCall, answer, type StormSide } from './storm-side.ts';

/** One request that reached the platform. */
export interface PlatformRequest {
  readonly at: number;
  readonly path: string;
  readonly status: number;
  /** Of a request for a call: what it is about, and its attempt. */
  readonly call?: AskedCall;
}

/** A contact center with agents who take callbacks as they come free. */
export interface StormPlatform {
  readonly side: StormSide;
  readonly http: HttpClient;
  readonly requests: readonly PlatformRequest[];
}

/** Agents, how long a call takes them, and how many are busy with other work all the time. */
export interface Staff {
  readonly agents: number;
  readonly otherwiseBusy: number;
  readonly callMs: number;
}

/** When a platform refuses everything, epoch ms. */
export interface Throttled {
  readonly from: number;
  readonly until: number;
}

/** Genesys Cloud's default for a token (`client.credentials.token.rate.per.minute`); of others nothing is published. */
const REQUESTS_A_MINUTE = 300;

/** Answers take as long as this, ms. */
const ANSWER_MS = 150;

/**
 * A platform in a storm. From `throttled.from` to `throttled.until` another client of the same token has used the
 * minute up: everything is refused.
 */
export function stormPlatform(
  timeline: Timeline,
  side: StormSide,
  { staff, throttled }: { readonly staff: Staff; readonly throttled: Throttled },
): StormPlatform {
  const { agents, otherwiseBusy, callMs } = staff;
  const requests: PlatformRequest[] = [];
  const rate = rateWindow(REQUESTS_A_MINUTE);
  let calls = 0;
  let minted = 0;
  const desk = {
    agents,
    occupied: () => Math.min(agents, otherwiseBusy + calls),
    call() {
      calls++;
      timeline.aside(timeline.now() + callMs, () => {
        calls--;
      });
      return ++minted;
    },
  };

  function served(request: HttpRequest): HttpAnswer {
    const at = timeline.now();
    const standing = rate('token', new Date(at));
    if (at >= throttled.from && at < throttled.until)
      return side.throttled(Math.ceil((throttled.until - at) / 1000));
    if (standing.count > standing.allowed) return side.throttled(standing.resetSeconds);
    return side.answer(request, desk);
  }

  return {
    side,
    requests,
    http: httpOver(timeline, ANSWER_MS, (request) => {
      const answered = served(request);
      const call = side.callOf(request);
      const { path } = request;
      requests.push({ at: timeline.now(), path, status: answered.status, ...(call && { call }) });
      return answered;
    }),
  };
}

/** A CRM that knows everybody and opens every task once. */
export interface StormCrm {
  readonly http: HttpClient;
  /** External ids of the tasks, and how many requests there were by kind. */
  readonly tasks: ReadonlyMap<string, string>;
  reads(): number;
  creates(): number;
}

const CRM_ANSWER_MS = 80;

const Task = z.object({ externalId: z.string() });

/** A CRM whose customers all live in one zone. */
export function stormCrm(timeline: Timeline): StormCrm {
  const tasks = new Map<string, string>();
  let [reads, creates] = [0, 0];
  return {
    tasks,
    reads: () => reads,
    creates: () => creates,
    http: httpOver(timeline, CRM_ANSWER_MS, ({ method, path, body = '' }) => {
      if (method === 'GET') {
        reads++;
        return answer(200, stormCustomer(decodeURIComponent(path.slice('/customers/'.length))));
      }
      if (method === 'PUT') return answer(200, { id: 'note-1' });
      creates++;
      const { externalId } = z.parse(Task, JSON.parse(body));
      const id = tasks.get(externalId) ?? `task-${tasks.size + 1}`;
      tasks.set(externalId, id);
      return answer(201, { id });
    }),
  };
}

/** Customer `customer-N` has a number of its own from the range kept for fiction, as far as it reaches. */
function stormCustomer(customerId: string) {
  const nth = Number(customerId.split('-')[1]);
  const phoneNumber = `+1${202 + (nth % 8)}555${String(100 + (nth % 100)).padStart(4, '0')}`;
  return customer({ customerId, phoneNumber, timeZone: NEW_YORK });
}

/** A host that acts at once and answers after a while. */
function httpOver(
  timeline: Timeline,
  afterMs: number,
  serve: (request: HttpRequest) => HttpAnswer,
): HttpClient {
  return {
    async send(request, beforeSocket) {
      if (beforeSocket && !beforeSocket()) throw new NotSentError('no longer allowed to send');
      const answered = serve(request);
      await new Promise<void>((resolve) => {
        timeline.at(timeline.now() + afterMs, () => {
          timeline.woke();
          resolve();
        });
      });
      return answered;
    },
  };
}
