import * as z from 'zod/mini';
import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { SegmentCrmSettings } from '../messages/segment-settings.ts';
import type { SegmentCrm, SegmentSending, SegmentUpdate } from '../ports/segment-crm.ts';
import type { HttpAnswer, HttpClient } from './http.ts';
import { hubspotFailure } from './hubspot-errors.ts';
import type { BearerToken, Secret } from './secrets.ts';
import { SEGMENT_DEADLINE_MS, segmentSilence } from './segment-outcome.ts';

type Settings = Extract<SegmentCrmSettings, { kind: 'hubspot' }>;

/** Date-versioned path of contacts (reference/crm-and-cxone.md, D.2). */
const CONTACTS = '/crm/objects/2026-03/contacts';

const Updated = z.object({ id: z.string().check(z.minLength(1)) });
/** `200`, or `207` when an input failed: success is an entry with an id, never the status. */
const Upserted = z.object({
  results: z._default(z.array(z.object({ id: z.string(), new: z.optional(z.boolean()) })), []),
  errors: z.optional(z.array(z.looseObject({ category: z.optional(z.string()) }))),
});

/** Segments as properties of a HubSpot contact, found by a unique property of ours. */
export function hubspotSegments(
  http: HttpClient,
  settings: Settings,
  token: Secret<BearerToken>,
  now: () => Date,
): SegmentCrm {
  async function send(method: 'PATCH' | 'POST', path: string, body: object, sending: SegmentSending) {
    const first = await sendWith(await token.value(), { method, path, body }, sending);
    return first.status === 401 ? sendWith(await token.value(true), { method, path, body }, sending) : first;
  }

  async function sendWith(
    { token: bearer }: BearerToken,
    { method, path, body }: { method: 'PATCH' | 'POST'; path: string; body: object },
    { mayStillSend }: SegmentSending,
  ): Promise<HttpAnswer> {
    if (!mayStillSend()) throw new TransientError('not_sent', 'the write has waited too long for its turn');
    const headers = {
      authorization: `Bearer ${bearer}`,
      accept: 'application/json',
      'content-type': 'application/json',
    };
    const request = { method, path, headers, body: JSON.stringify(body), deadlineMs: SEGMENT_DEADLINE_MS };
    try {
      return await http.send(request, mayStillSend);
    } catch (error) {
      throw segmentSilence('hubspot', error);
    }
  }

  return {
    async upsertSegments(update, sending) {
      const { idProperty } = settings;
      const properties = propertiesOf(update, settings);
      const { knownAs } = update;
      const input = { id: knownAs?.value ?? update.customerId, idProperty, properties };
      if (!sending.mayCreate && knownAs) {
        const answer = await send('POST', `${CONTACTS}/batch/update`, { inputs: [input] }, sending);
        const { results, errors = [] } = succeeded(Upserted, answer, settings, now());
        if (results.length > 0) return 'updated';
        if (errors.length === 0) throw new UnknownOutcomeError('hubspot_no_id', 'neither result nor error');
        // The vendor does not say what a batch answers for nobody; its batch reads name it so.
        if (errors.every(({ category }) => category === 'OBJECT_NOT_FOUND')) return 'unknown_customer';
        throw new RejectedError('hubspot_refused', `${errors.length} errors and no result`);
      }
      if (!sending.mayCreate) {
        const id = encodeURIComponent(update.customerId);
        const answer = await send(
          'PATCH',
          `${CONTACTS}/${id}?idProperty=${idProperty}`,
          { properties },
          sending,
        );
        if (answer.status === 404) return 'unknown_customer';
        succeeded(Updated, answer, settings, now());
        return 'updated';
      }
      const answer = await send('POST', `${CONTACTS}/batch/upsert`, { inputs: [input] }, sending);
      const { results, errors } = succeeded(Upserted, answer, settings, now());
      const [result] = results;
      if (result) return result.new === false ? 'updated' : 'created';
      throw new RejectedError('hubspot_refused', `${errors?.length ?? 0} errors and no result`);
    },
  };
}

function succeeded<S extends z.core.$ZodType>(
  schema: S,
  answer: HttpAnswer,
  { timeZone }: Settings,
  now: Date,
): z.output<S> {
  const failure = hubspotFailure(answer, timeZone, now);
  if (failure) throw failure;
  try {
    return z.parse(schema, JSON.parse(answer.body));
  } catch {
    throw new UnknownOutcomeError('hubspot_no_id', `hubspot answered ${answer.status} without a result`);
  }
}

/** HubSpot's properties are texts; an empty one empties. */
function propertiesOf({ attributes, tags, updatedAt }: SegmentUpdate, { properties }: Settings): object {
  const values = {
    ...attributes,
    // Several checkboxes are joined so.
    segmentation_tags: tags.join(';'),
    last_updated: updatedAt.toISOString(),
  };
  const named = Object.entries(values).map(([name, value]) => {
    const property = properties[name];
    if (property === undefined)
      throw new RejectedError('unmapped_attribute', `no property is named for ${name}`);
    return [property, value === null ? '' : String(value)];
  });
  return Object.fromEntries(named);
}
