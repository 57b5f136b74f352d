import { TransientError } from '../errors.ts';
import type { Listing, Telephony } from '../ports/telephony.ts';
import type { GenesysAsk, GenesysRequests } from './genesys-requests.ts';

const MINUTE_MS = 60_000;

/**
 * The organization's internal do-not-call list (type `rds`), which its campaigns look at. Our own calls never do: for
 * them our list counts. (reference: `POST`, `PATCH /api/v2/outbound/dnclists/{id}/phonenumbers`)
 * @param listId `undefined` where the stage names none
 */
export function genesysDoNotCall(
  requests: GenesysRequests,
  listId: string | undefined,
): Pick<Telephony, 'mirrorSuppression'> {
  return {
    async mirrorSuppression(listing) {
      if (listId === undefined) return;
      const path = `/api/v2/outbound/dnclists/${encodeURIComponent(listId)}/phonenumbers`;
      const answer = await requests.ask(listing.listed ? addition(path, listing) : removal(path, listing));
      // Somebody must create the list, or mend the setting; until then the message comes again.
      if (!answer) throw new TransientError('do_not_call_list_unknown', 'genesys knows no such list');
    },
  };
}

const addition = (path: string, { phoneE164, until }: Listing): GenesysAsk => ({
  method: 'POST',
  path: until === undefined ? path : `${path}?expirationDateTime=${encodeURIComponent(minuteOf(until))}`,
  body: [phoneE164],
});

const removal = (path: string, { phoneE164 }: Listing): GenesysAsk => ({
  method: 'PATCH',
  path,
  body: { action: 'Remove', phoneNumbers: [phoneE164] },
});

/** `yyyy-MM-ddTHH:mmZ`, rounded up: rather a minute too long than too short. */
function minuteOf(until: Date): string {
  const whole = new Date(Math.ceil(until.getTime() / MINUTE_MS) * MINUTE_MS);
  return `${whole.toISOString().slice(0, 16)}Z`;
}
