import * as z from 'zod/mini';
import { TransientError, UnknownOutcomeError } from '../errors.ts';
import type { RestSegmentPaths } from '../messages/segment-settings.ts';
import type { SegmentCrm, SegmentSending, SegmentUpdate } from '../ports/segment-crm.ts';
import type { HttpAnswer, HttpClient } from './http.ts';
import type { BearerToken, Secret } from './secrets.ts';
import { SEGMENT_DEADLINE_MS, segmentFailure, segmentSilence } from './segment-outcome.ts';

/** Success is the customer's id in the body, never a status (reference/crm-and-cxone.md, D.1). */
const Written = z.object({ id: z.union([z.string().check(z.minLength(1)), z.number()]) });

/** Segments in a CRM that speaks plain REST with a bearer token (guide 001, section 3 and edge case 2). */
export function restSegments(
  http: HttpClient,
  basePath: string,
  paths: RestSegmentPaths,
  token: Secret<BearerToken>,
  now: () => Date,
): SegmentCrm {
  async function send(method: 'PUT' | 'POST', path: string, update: SegmentUpdate, sending: SegmentSending) {
    const first = await sendWith(await token.value(), method, path, update, sending);
    return first.status === 401 ? sendWith(await token.value(true), method, path, update, sending) : first;
  }

  async function sendWith(
    { token: bearer }: BearerToken,
    method: 'PUT' | 'POST',
    path: string,
    update: SegmentUpdate,
    { mayStillSend }: SegmentSending,
  ): Promise<HttpAnswer> {
    if (!mayStillSend()) throw new TransientError('not_sent', 'the write has waited too long for its turn');
    const headers = {
      authorization: `Bearer ${bearer}`,
      accept: 'application/json',
      'content-type': 'application/json',
      'idempotency-key': update.idempotencyKey,
    };
    const body = JSON.stringify(bodyOf(update));
    const request = { method, path: `${basePath}${path}`, headers, body, deadlineMs: SEGMENT_DEADLINE_MS };
    try {
      return await http.send(request, mayStillSend);
    } catch (error) {
      throw segmentSilence('crm', error);
    }
  }

  const put = (update: SegmentUpdate, sending: SegmentSending): Promise<HttpAnswer> =>
    send(
      'PUT',
      paths.customer.replace('{customerId}', encodeURIComponent(update.customerId)),
      update,
      sending,
    );

  return {
    async upsertSegments(update, sending) {
      if (!sending.mayCreate) {
        const answer = await put(update, sending);
        return answer.status === 404 ? 'unknown_customer' : written(answer, 'updated', now());
      }
      const created = await send('POST', paths.customers, update, sending);
      if (created.status !== 409) return written(created, 'created', now());
      // Somebody else has created the customer meanwhile.
      const answer = await put(update, sending);
      if (answer.status === 404)
        throw new UnknownOutcomeError('crm_undecided', 'neither there nor creatable');
      return written(answer, 'updated', now());
    },
  };
}

/** The payload of guide 001, section 3. */
function bodyOf({ customerId, attributes, tags, updatedAt }: SegmentUpdate): object {
  return {
    id: customerId,
    attributes: { ...attributes, segmentation_tags: tags },
    last_updated: updatedAt.toISOString(),
  };
}

function written<A extends 'updated' | 'created'>(answer: HttpAnswer, success: A, now: Date): A {
  const failure = segmentFailure('crm', answer, now);
  if (failure) throw failure;
  if (!Written.safeParse(json(answer.body)).success) {
    throw new UnknownOutcomeError('crm_no_customer_id', `the CRM answered ${answer.status} without an id`);
  }
  return success;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
