import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import type { Listing, Telephony } from '../ports/telephony.ts';
import { type CxoneRequests, readBody } from './cxone-requests.ts';

/** An addition answers with a result set, a removal with its content alone. */
const Result = z.object({ errorCount: z.optional(z.number()) });
const Written = z.object({ resultSet: z.optional(Result), errorCount: z.optional(z.number()) });

const Found = z.object({
  searchResults: z._default(z.array(z.object({ dncGroupId: z.union([z.number(), z.string()]) })), []),
});

/**
 * A DNC group, which Personal Connection skills look at. Spawned scripts and callbacks never do: for them our list
 * counts. (`POST`, `DELETE /dnc-groups/{groupId}/records`)
 * @param groupId `undefined` where the stage names none
 * @param numberAs a number as the business unit wants it
 */
export function cxoneDoNotCall(
  requests: CxoneRequests,
  groupId: string | undefined,
  numberAs: (phoneE164: string) => string,
): Pick<Telephony, 'mirrorSuppression'> {
  async function isIn(group: string, phoneNumber: string): Promise<boolean> {
    const answer = await requests.ask({ method: 'POST', path: '/dnc-groups/search', query: { phoneNumber } });
    const found = answer && answer.body !== '' ? readBody(Found, answer.body).searchResults : [];
    return found.some(({ dncGroupId }) => String(dncGroupId) === group);
  }

  return {
    async mirrorSuppression({ phoneE164, listed, until }: Listing) {
      if (groupId === undefined) return;
      const phoneNumber = numberAs(phoneE164);
      const record = { phoneNumber, ...(listed && until && { expiredDate: until.toISOString() }) };
      const answer = await requests.ask({
        method: listed ? 'POST' : 'DELETE',
        path: `/dnc-groups/${groupId}/records`,
        body: { dncGroupRecords: [record] },
      });
      // Somebody must create the group, or mend the setting; until then the message comes again.
      if (!answer) throw new TransientError('do_not_call_list_unknown', 'cxone knows no such DNC group');
      if (answer.body === '' || errorsIn(answer.body) === 0) return;
      // The status is 200 all the same. A number that is there, or gone, already is no error to us.
      if ((await isIn(groupId, phoneNumber)) !== listed) {
        throw new TransientError('do_not_call_refused', 'the DNC group did not take the record');
      }
    },
  };
}

function errorsIn(body: string): number {
  const { resultSet, errorCount = 0 } = readBody(Written, body);
  return resultSet?.errorCount ?? errorCount;
}
