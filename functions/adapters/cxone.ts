import * as z from 'zod/mini';
import { TransientError, UnknownOutcomeError } from '../errors.ts';
import type { CxoneSettings } from '../messages/telephony-settings.ts';
import type { Telephony } from '../ports/telephony.ts';
import type { CxoneAccess } from './cxone-access.ts';
import { cxoneCalls } from './cxone-calls.ts';
import { cxoneDoNotCall } from './cxone-do-not-call.ts';
import { cxoneHeaders, cxoneRequests } from './cxone-requests.ts';
import { numberAs, triggerPath } from './cxone-trigger.ts';
import type { HttpAnswer } from './http.ts';
import { onceOnlyFailure } from './http-outcome.ts';
import { sendOnce } from './once-only.ts';

/** Contact ids are whole numbers, as JSON numbers or as text. */
const Started = z.object({
  contactId: z.union([z.int().check(z.positive()), z.string().check(z.regex(/^[1-9]\d{0,17}$/))]),
});

/**
 * NICE CXone: a call is a spawned Studio script (`POST /scripts/start`) or a callback (`POST /queuecallback`).
 * @param requestMs the whole request, ms (T of the dialing protocol)
 */
export function cxoneTelephony(
  { api, tokens, now }: CxoneAccess,
  settings: CxoneSettings,
  requestMs: number,
): Telephony {
  const requests = cxoneRequests(api, tokens, requestMs, now);
  const inFormat = (phoneE164: string): string => numberAs(settings.numberFormat, phoneE164);
  return {
    ...cxoneCalls(requests, inFormat, now),
    ...(settings.trigger.kind === 'callback' && WITHOUT_CALL_DATA),
    ...cxoneDoNotCall(requests, settings.doNotCallListId, inFormat),

    async prepare() {
      await tokens.ready();
    },

    async placeCall(request, mayStillSend) {
      const path = triggerPath(request, settings);
      const token = tokens.atHand();
      if (token === undefined) throw new TransientError('not_sent', 'no valid token is at hand');
      const sent = { method: 'POST', path, headers: cxoneHeaders(token), deadlineMs: requestMs } as const;
      const answer = await sendOnce('cxone', api, sent, mayStillSend);
      if (answer.status === 401) tokens.refused(token);
      if (answer.status < 200 || answer.status >= 300) throw onceOnlyFailure('cxone', answer, now());
      return contactId(answer);
    },
  };
}

/** A callback keeps no call data, so no search can tell which attempt it belongs to: none is asked. */
const WITHOUT_CALL_DATA = { findCall: async () => undefined };

/** Success is an id in the body, never a status code: 202 is the usual one, and 200 may come without an id. */
function contactId(answer: HttpAnswer): string {
  try {
    return String(Started.parse(JSON.parse(answer.body)).contactId);
  } catch {
    throw new UnknownOutcomeError('cxone_no_id', `cxone answered ${answer.status} without a contact id`);
  }
}
