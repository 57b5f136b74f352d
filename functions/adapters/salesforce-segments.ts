import * as z from 'zod/mini';
import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { SegmentCrmSettings } from '../messages/segment-settings.ts';
import type { SegmentCrm, SegmentUpdate } from '../ports/segment-crm.ts';
import { jsonOf } from './form-tokens.ts';
import type { HttpAnswer } from './http.ts';
import type { Salesforce, SalesforceRequest } from './salesforce.ts';
import { salesforceFailure } from './salesforce-errors.ts';
import { SEGMENT_DEADLINE_MS, segmentSilence } from './segment-outcome.ts';

type Settings = Extract<SegmentCrmSettings, { kind: 'salesforce' }>;

/** Segments wait while the org has used this share of its day (reference/crm-and-cxone.md, A.5). */
const MOST_USAGE = 0.8;
const QUOTA_WAIT_MS = 15 * 60_000;

const Upserted = z.object({
  id: z.string().check(z.minLength(1)),
  success: z.literal(true),
  created: z.boolean(),
});

const PART = 'segments';
const Composite = z.object({
  compositeResponse: z.array(z.object({ httpStatusCode: z.int(), body: z.unknown() })),
});

/**
 * Segments as custom fields of a Contact, upserted by a unique External ID: the idempotent write of Salesforce, which
 * knows no Idempotency-Key (A.3). `updateOnly=true` forbids the create, so that a miss is a 404.
 */
export function salesforceSegments(api: Salesforce, settings: Settings, now: () => Date): SegmentCrm {
  return {
    async upsertSegments(update, { mayCreate, mayStillSend }) {
      refuseOverQuota(api, now());
      const id = encodeURIComponent(update.knownAs?.value ?? update.customerId);
      const path = `/sobjects/Contact/${settings.externalIdField}/${id}${mayCreate ? '' : '?updateOnly=true'}`;
      const body = { ...fieldsOf(update, settings), ...(mayCreate && settings.createWith) };
      const upsert = { method: 'PATCH', path, body, deadlineMs: SEGMENT_DEADLINE_MS } as const;
      const request = update.knownAs ? enclosed(upsert, settings) : upsert;
      const sent = await api.send(request, mayStillSend).catch((error: unknown) => {
        throw segmentSilence('salesforce', error);
      });
      const answer = update.knownAs ? disclosed(sent) : sent;
      if (answer.status === 404 && !mayCreate) return 'unknown_customer';
      const failure = salesforceFailure(answer, now());
      if (failure) throw failure;
      return upserted(answer).created ? 'created' : 'updated';
    },
  };
}

/**
 * The same request as the only part of a composite one, which counts as one (A.3): its address, which names the
 * customer, then stands in the body.
 */
function enclosed({ path, body, method, deadlineMs }: SalesforceRequest, { apiVersion }: Settings) {
  const part = { method, url: `/services/data/${apiVersion}${path}`, referenceId: PART, body };
  const composite = { allOrNone: true, compositeRequest: [part] };
  return { method: 'POST', path: '/composite', body: composite, deadlineMs } as const;
}

/** The part's own answer; what is no composite answer stays as it is. */
function disclosed(answer: HttpAnswer): HttpAnswer {
  if (answer.status !== 200) return answer;
  const part = Composite.safeParse(jsonOf(answer.body)).data?.compositeResponse[0];
  return part ? { ...answer, status: part.httpStatusCode, body: JSON.stringify(part.body) } : answer;
}

/** A gauge that is old is asked for anew by the next request. */
function refuseOverQuota(api: Salesforce, now: Date): void {
  const usage = api.usage();
  if (!usage || usage.share <= MOST_USAGE) return;
  const retryAfterMs = usage.at.getTime() + QUOTA_WAIT_MS - now.getTime();
  if (retryAfterMs <= 0) return;
  throw new TransientError('salesforce_quota', 'the org has little left of its day', { retryAfterMs });
}

/** Fields by the names the org gave them; the External ID itself must not be in the body. */
function fieldsOf({ attributes, tags, updatedAt }: SegmentUpdate, { fields }: Settings): object {
  const values = {
    ...attributes,
    // A multi-select picklist joins its values so.
    segmentation_tags: tags.join(';'),
    last_updated: updatedAt.toISOString(),
  };
  const named = Object.entries(values).map(([name, value]) => {
    const field = fields[name];
    if (field === undefined) throw new RejectedError('unmapped_attribute', `no field is named for ${name}`);
    return [field, value];
  });
  return Object.fromEntries(named);
}

/** Success is an id in the body; `created` is there from v46.0 on. */
function upserted({ status, body }: HttpAnswer): z.infer<typeof Upserted> {
  try {
    return Upserted.parse(JSON.parse(body));
  } catch {
    throw new UnknownOutcomeError('salesforce_no_id', `salesforce answered ${status} without an id`);
  }
}
