import { TransientError } from '../errors.ts';
import type { CampaignSettings } from '../messages/telephony-settings.ts';
import { MAX_CONTACTS, type NewContact } from '../ports/contact-lists.ts';
import type { Pace, PaceAsk, Paced } from '../ports/pace.ts';
import type { CallRequest } from '../ports/telephony.ts';
import type { DialingPorts } from './dialing-ports.ts';
import type { KnownCampaigns } from './known-campaigns.ts';
import { after } from './protocol.ts';
import { CONTACTS_REFUSED, type SharedRequest, type SharingPorts, sharedRequest } from './shared-request.ts';

/** How long the first alert that is ready waits for the others of its delivery, before a turn is asked for. */
const GATHERING_MS = 2000;

/** Alerts to be asked for alone that are remembered at once. */
const MOST_ALONE = 10_000;

/** What batches need of the world. */
export interface BatchPorts extends SharingPorts {
  readonly campaigns: KnownCampaigns;
}

/** An alert's place in a batch: for its pass of dialing it stands for the platform and its budget. */
export interface BatchPlace {
  readonly telephony: DialingPorts['telephony'];
  readonly pace: Pace;
  /** The pass has ended; nobody must wait for it. */
  leave(): void;
}

/** Alerts worked on at the same time, whose contacts share requests. */
export interface ContactBatches {
  /** Before the pass does anything else, so that the others know whom to wait for. */
  join(campaign: CampaignSettings, key: string): BatchPlace;
}

interface Asking {
  readonly key: string;
  readonly campaign: CampaignSettings;
  readonly ask: PaceAsk;
  readonly latest: Date;
  readonly answered: PromiseWithResolvers<Turn>;
}

/** `request`: there when the turn has come. */
interface Turn {
  readonly paced: Paced;
  readonly request?: SharedRequest;
}

/**
 * The batches of one function. Every alert has a grant and an attempt of its own; only the turn on the platform and the
 * request are shared.
 */
export function contactBatches(ports: BatchPorts): ContactBatches {
  const { campaigns, clock, pace, sleep } = ports;
  /** Those that have neither asked for a turn nor left. */
  const undecided = new Set<object>();
  /** Keys of alerts that must share no request, because a request with them was refused as a whole. */
  const alone = new Set<string>();
  let asking: Asking[] = [];
  /** Tells one gathering from the next: a frozen function's timer may go off in a later delivery. */
  let gatherings = 0;

  function askForTurns(): void {
    gatherings++;
    const groups = Map.groupBy(asking, groupOf);
    asking = [];
    for (const group of groups.values()) {
      for (let begin = 0; begin < group.length; begin += MAX_CONTACTS)
        void askForTurn(group.slice(begin, begin + MAX_CONTACTS), ports);
    }
  }
  const groupOf = ({ key, campaign, ask }: Asking): string =>
    alone.has(key) ? `alone ${key}` : `${ask.kind} ${campaign.contactListId}`;

  async function askInTime(gathering: number): Promise<void> {
    await sleep.until(after(clock.now(), GATHERING_MS));
    if (gathering === gatherings) askForTurns();
  }
  function turnOf(asked: Omit<Asking, 'answered'>): Promise<Turn> {
    const answered = Promise.withResolvers<Turn>();
    if (asking.length === 0) void askInTime(gatherings);
    asking.push({ ...asked, answered });
    return answered.promise;
  }
  function decided(member: object): void {
    if (undecided.delete(member) && undecided.size === 0) askForTurns();
  }
  function noteRefusal(error: unknown, key: string): never {
    if (alone.size >= MOST_ALONE) alone.clear();
    if (error instanceof TransientError && error.reason === CONTACTS_REFUSED) alone.add(key);
    throw error;
  }

  return {
    join(campaign, key) {
      const member = {};
      let phoneColumn = '';
      let request: SharedRequest | undefined;
      let isAdded = false;
      undecided.add(member);
      return {
        telephony: {
          async prepare() {
            phoneColumn = await campaigns.phoneColumn(campaign);
          },
          async placeCall(call, mayStillSend) {
            if (!request) throw new TransientError('not_sent', 'a contact was to be added without its turn');
            isAdded = true;
            const added = request.add(contactOf(call, phoneColumn), mayStillSend);
            return added.catch((error: unknown) => noteRefusal(error, key));
          },
        },
        pace: {
          ...pace,
          async take(ask, latest) {
            const coming = turnOf({ key, campaign, ask, latest });
            decided(member);
            const turn = await coming;
            request = turn.request;
            return turn.paced;
          },
          hold: async (until) => request?.pace.hold(until),
          ended: async (ending) => request?.pace.ended(ending),
        },
        leave() {
          decided(member);
          if (!isAdded) request?.leave();
        },
      };
    },
  };
}

/**
 * One turn for several. Without the limit of a busy routing queue: a paced campaign calls only when an agent is free.
 */
async function askForTurn(members: readonly Asking[], ports: BatchPorts): Promise<void> {
  const [first] = members;
  if (!first) return;
  const { limit: _itsOwn, ...ask } = first.ask;
  const latest = new Date(Math.min(...members.map((member) => member.latest.getTime())));
  try {
    const paced = await ports.pace.take(ask, latest);
    const { contactListId } = first.campaign;
    const request =
      paced.kind === 'slot' ? sharedRequest({ contactListId, members: members.length }, ports) : undefined;
    for (const { answered } of members) answered.resolve({ paced, ...(request && { request }) });
  } catch (error) {
    for (const { answered } of members) answered.reject(error);
  }
}

/** Under the attempt's id, so that a repeat is the same contact and an unknown outcome can be read back. */
const contactOf = ({ phoneE164, callData }: CallRequest, phoneColumn: string): NewContact => ({
  id: callData.attemptId,
  data: { ...callData, [phoneColumn]: phoneE164 },
});
