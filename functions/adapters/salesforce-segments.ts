import * as z from 'zod/mini';
import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { SegmentCrmSettings } from '../messages/segment-settings.ts';
import type { SegmentCrm, SegmentUpdate } from '../ports/segment-crm.ts';
import type { HttpAnswer } from './http.ts';
import type { Salesforce } from './salesforce.ts';
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

/**
 * Segments as custom fields of a Contact, upserted by a unique External ID: the idempotent write of Salesforce, which
 * knows no Idempotency-Key (A.3). `updateOnly=true` forbids the create, so that a miss is a 404.
 */
export function salesforceSegments(api: Salesforce, settings: Settings, now: () => Date): SegmentCrm {
  return {
    async upsertSegments(update, { mayCreate, mayStillSend }) {
      refuseOverQuota(api, now());
      const id = encodeURIComponent(update.customerId);
      const path = `/sobjects/Contact/${settings.externalIdField}/${id}${mayCreate ? '' : '?updateOnly=true'}`;
      const body = { ...fieldsOf(update, settings), ...(mayCreate && settings.createWith) };
      const request = { method: 'PATCH', path, body, deadlineMs: SEGMENT_DEADLINE_MS } as const;
      const answer = await api.send(request, mayStillSend).catch((error: unknown) => {
        throw segmentSilence('salesforce', error);
      });
      if (answer.status === 404 && !mayCreate) return 'unknown_customer';
      const failure = salesforceFailure(answer, now());
      if (failure) throw failure;
      return upserted(answer).created ? 'created' : 'updated';
    },
  };
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
