import * as z from 'zod/mini';
import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { RestSegmentPaths } from '../messages/segment-settings.ts';
import type { KnownAs, SegmentCrm, SegmentSending, SegmentUpdate } from '../ports/segment-crm.ts';
import type { HttpAnswer, HttpClient } from './http.ts';
import type { BearerToken, Secret } from './secrets.ts';
import { SEGMENT_DEADLINE_MS, segmentFailure, segmentSilence } from './segment-outcome.ts';

/** Success is the customer's id in the body, never a status (reference/crm-and-cxone.md, D.1). */
const Written = z.object({ id: z.union([z.string().check(z.minLength(1)), z.number()]) });
type Written = z.infer<typeof Written>;

/**
 * Segments in a CRM that speaks plain REST with a bearer token (guide 001, section 3 and edge case 2). A customer whom
 * it knows by a number or address is looked up first, with that in the body, and written by the id it tells.
 */
export function restSegments(
  http: HttpClient,
  basePath: string,
  paths: RestSegmentPaths,
  token: Secret<BearerToken>,
  now: () => Date,
): SegmentCrm {
  async function send(asking: Asking, { mayStillSend }: SegmentSending): Promise<HttpAnswer> {
    const first = await sendWith(await token.value(), asking, mayStillSend);
    return first.status === 401 ? sendWith(await token.value(true), asking, mayStillSend) : first;
  }

  async function sendWith(
    { token: bearer }: BearerToken,
    { method, path, body, idempotencyKey }: Asking,
    mayStillSend: () => boolean,
  ): Promise<HttpAnswer> {
    if (!mayStillSend()) throw new TransientError('not_sent', 'the write has waited too long for its turn');
    const headers = {
      authorization: `Bearer ${bearer}`,
      accept: 'application/json',
      'content-type': 'application/json',
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    };
    const text = JSON.stringify(body);
    const sent = { method, path: `${basePath}${path}`, headers, body: text, deadlineMs: SEGMENT_DEADLINE_MS };
    try {
      return await http.send(sent, mayStillSend);
    } catch (error) {
      throw segmentSilence('crm', error);
    }
  }

  /** The CRM's own id of a customer; `undefined`: it knows nobody by this. */
  async function lookUp({ by, value }: KnownAs, sending: SegmentSending): Promise<string | undefined> {
    const { lookup } = paths;
    if (lookup === undefined) throw new RejectedError('lookup_unnamed', 'the stage names no path to look up');
    const answer = await send({ method: 'POST', path: lookup, body: { [by]: value } }, sending);
    return answer.status === 404 ? undefined : String(told(answer, now()).id);
  }

  /** The answer to the whole state; `undefined`: the CRM does not know the customer. */
  async function put(update: SegmentUpdate, sending: SegmentSending): Promise<HttpAnswer | undefined> {
    const { customerId, knownAs, idempotencyKey } = update;
    const id = knownAs ? await lookUp(knownAs, sending) : customerId;
    if (id === undefined) return undefined;
    const path = paths.customer.replace('{customerId}', encodeURIComponent(id));
    const answer = await send({ method: 'PUT', path, body: bodyOf(update, id), idempotencyKey }, sending);
    return answer.status === 404 ? undefined : answer;
  }

  function create(update: SegmentUpdate, sending: SegmentSending): Promise<HttpAnswer> {
    const { customerId, knownAs, idempotencyKey } = update;
    const body = { ...bodyOf(update, customerId), ...(knownAs && { [knownAs.by]: knownAs.value }) };
    return send({ method: 'POST', path: paths.customers, body, idempotencyKey }, sending);
  }

  return {
    requestsKnownAs: 2,

    async upsertSegments(update, sending) {
      if (!sending.mayCreate) {
        const answer = await put(update, sending);
        return answer ? written(answer, 'updated', now()) : 'unknown_customer';
      }
      const created = await create(update, sending);
      if (created.status !== 409) return written(created, 'created', now());
      // Somebody else has created the customer meanwhile.
      const answer = await put(update, sending);
      if (!answer) throw new UnknownOutcomeError('crm_undecided', 'neither there nor creatable');
      return written(answer, 'updated', now());
    },
  };
}

interface Asking {
  readonly method: 'PUT' | 'POST';
  readonly path: string;
  readonly body: object;
  readonly idempotencyKey?: string;
}

/** The payload of guide 001, section 3. `id`: the customer's at the CRM. */
function bodyOf({ attributes, tags, updatedAt }: SegmentUpdate, id: string): object {
  return {
    id,
    attributes: { ...attributes, segmentation_tags: tags },
    last_updated: updatedAt.toISOString(),
  };
}

function written<A extends 'updated' | 'created'>(answer: HttpAnswer, success: A, now: Date): A {
  told(answer, now);
  return success;
}

/** The id in an answer. @throws what the answer means when there is none */
function told(answer: HttpAnswer, now: Date): Written {
  const failure = segmentFailure('crm', answer, now);
  if (failure) throw failure;
  const parsed = Written.safeParse(json(answer.body));
  if (parsed.success) return parsed.data;
  throw new UnknownOutcomeError('crm_no_customer_id', `the CRM answered ${answer.status} without an id`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
