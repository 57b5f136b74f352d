import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { AddedContact, ContactLists, NewContact } from '../ports/contact-lists.ts';
import type { Pace } from '../ports/pace.ts';
import type { Sleep } from '../ports/sleep.ts';
import { after } from './protocol.ts';

/** How long the first granted alert waits for the others: half of what a grant has for its way to the socket. */
const BOARDING_MS = 1000;

/** What a shared request needs of the world. */
export interface SharingPorts {
  readonly contactLists: Pick<ContactLists, 'addContacts'>;
  /** The platform's budget, whose slot the request has. */
  readonly pace: Pace;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

/** Why a contact was not added that shared a request with one that does not fit. */
export const CONTACTS_REFUSED = 'contacts_refused';

/** Which request: its list, and how many alerts have its turn. */
export interface SharedRequestProps {
  readonly contactListId: string;
  readonly members: number;
}

/** One request that adds the contacts of several alerts, each granted for itself. */
export interface SharedRequest {
  /**
   * Puts a granted alert's contact into the request and answers with its id when it is on the list. The request leaves
   * when every member has been put in or has left, and soon after the first in any case; who comes later is not sent.
   * @throws as `Telephony.placeCall`, and TransientError `CONTACTS_REFUSED`: to be added once more, without others
   */
  add(contact: NewContact, mayStillSend: () => boolean): Promise<string>;
  /** A member that will not be put in. */
  leave(): void;
  /** As `Pace.hold` and `Pace.ended`, once for all members, and only for a request that got as far as the socket. */
  readonly pace: Pick<Pace, 'hold' | 'ended'>;
}

interface Aboard {
  readonly contact: NewContact;
  readonly answered: PromiseWithResolvers<string>;
  mayStillSend(): boolean;
}

/** A request whose turn on the platform has come. */
export function sharedRequest(props: SharedRequestProps, ports: SharingPorts): SharedRequest {
  const { clock, pace, sleep } = ports;
  const aboard: Aboard[] = [];
  let awaited = props.members;
  let hasGone = false;
  let reachedSocket = false;
  const told = new Set<'hold' | 'ended'>();

  function go(): void {
    if (hasGone) return;
    hasGone = true;
    void send(aboard, props.contactListId, ports, () => {
      reachedSocket = true;
    });
  }
  function decided(): void {
    awaited--;
    if (awaited === 0 && aboard.length > 0) go();
  }
  const isFirstToTell = (what: 'hold' | 'ended'): boolean => {
    if (!reachedSocket || told.has(what)) return false;
    told.add(what);
    return true;
  };

  return {
    async add(contact, mayStillSend) {
      if (hasGone) throw notSent('the request has left without it');
      const answered = Promise.withResolvers<string>();
      aboard.push({ contact, mayStillSend, answered });
      if (aboard.length === 1) void sleep.until(after(clock.now(), BOARDING_MS)).then(go);
      decided();
      return answered.promise;
    },
    leave: decided,
    pace: {
      hold: async (until) => (isFirstToTell('hold') ? pace.hold(until) : undefined),
      ended: async (ending) => (isFirstToTell('ended') ? pace.ended(ending) : undefined),
    },
  };
}

/** Whose permission has ended meanwhile stays behind; at the socket all are asked once more, together. */
async function send(
  aboard: readonly Aboard[],
  contactListId: string,
  { contactLists }: SharingPorts,
  atSocket: () => void,
): Promise<void> {
  const ready = aboard.filter((one) => one.mayStillSend());
  const late = aboard.filter((one) => !ready.includes(one));
  for (const { answered } of late) answered.reject(notSent('no longer allowed to send'));
  if (ready.length === 0) return;
  const mayStillSend = (): boolean => {
    const may = ready.every((one) => one.mayStillSend());
    if (may) atSocket();
    return may;
  };
  const contacts = ready.map(({ contact }) => contact);
  try {
    const answers = await contactLists.addContacts(contactListId, contacts, { mayStillSend });
    for (const { contact, answered } of ready) settle(answered, contact.id, answers.get(contact.id));
  } catch (error) {
    const failure = ofEach(error, ready.length);
    for (const { answered } of ready) answered.reject(failure);
  }
}

function settle(answered: Aboard['answered'], id: string, answer: AddedContact | undefined): void {
  if (answer?.kind === 'added') answered.resolve(id);
  else answered.reject(failureOf(answer));
}

function failureOf(answer: Exclude<AddedContact, { kind: 'added' }> | undefined): Error {
  return answer?.kind === 'refused'
    ? new RejectedError('rejected_by_platform', `the contact was refused: ${answer.reason}`)
    : new UnknownOutcomeError('contact_not_named', 'the answer does not name the contact');
}

/** Refused together proves that none was added; which of them is to blame shows when each is asked for alone. */
function ofEach(error: unknown, count: number): unknown {
  if (!(error instanceof RejectedError) || error.reason !== 'contacts_refused') return error;
  const options = { cause: error };
  return count === 1
    ? new RejectedError('rejected_by_platform', 'the contact does not fit', options)
    : new TransientError(CONTACTS_REFUSED, 'some of the contacts do not fit', options);
}

const notSent = (why: string): TransientError => new TransientError('not_sent', why);
