import type { SimulatedContact } from './cxone-contacts.ts';

/** The agent of every contact that one has taken up. */
const AGENT_ID = 7001;

/** Media type of a phone call (reference C, skills). */
const PHONE = 4;

const agentOf = ({ servedAt }: SimulatedContact): number => (servedAt === undefined ? 0 : AGENT_ID);

const seconds = (from: string | undefined, to: string | undefined): number =>
  from === undefined || to === undefined ? 0 : (Date.parse(to) - Date.parse(from)) / 1000;

/** When something of a contact changed last, ISO 8601. */
export const lastUpdateOf = ({ acceptedAt, servedAt, endedAt }: SimulatedContact): string =>
  endedAt ?? servedAt ?? acceptedAt;

const common = (contact: SimulatedContact) => ({
  contactId: Number(contact.conversationId),
  masterContactId: Number(contact.masterId ?? contact.conversationId),
  skillId: Number(contact.queueId),
  agentId: agentOf(contact),
  mediaTypeId: PHONE,
  isOutbound: true,
  fromAddress: contact.fromAddress,
  toAddress: contact.phoneNumber,
  lastUpdateTime: lastUpdateOf(contact),
});

/** An element of `activeContacts`; the names of states are this simulator's own, none are published. */
export const activeContact = (contact: SimulatedContact) => ({
  ...common(contact),
  contactStartDate: contact.acceptedAt,
  stateName: contact.servedAt === undefined ? 'In Queue' : 'Active',
});

/** An element of `completedContacts`. */
export function completedContact(contact: SimulatedContact) {
  const { acceptedAt, servedAt, endedAt, dispositionId, notes } = contact;
  return {
    ...common(contact),
    contactStartDate: acceptedAt,
    isActive: false,
    abandoned: servedAt === undefined,
    inQueueSeconds: seconds(acceptedAt, servedAt ?? endedAt),
    agentSeconds: seconds(servedAt, endedAt),
    totalDurationSeconds: seconds(acceptedAt, endedAt),
    endReason: servedAt === undefined ? 'Contact Hang Up' : 'Agent Hang Up',
    ...(dispositionId !== undefined && { primaryDispositionId: dispositionId }),
    ...(notes !== undefined && { dispositionNotes: notes }),
  };
}

/** An element of `childContacts`; one that goes on has no end. */
export const childContact = ({ conversationId, acceptedAt, endedAt }: SimulatedContact) => ({
  contactId: Number(conversationId),
  startTime: acceptedAt,
  ...(endedAt !== undefined && { endTime: endedAt }),
});

/** The elements of `contactStateHistory` of one contact. */
export function stateHistory(contact: SimulatedContact) {
  const { conversationId, queueId, acceptedAt, servedAt, endedAt } = contact;
  const steps = [
    { at: acceptedAt, contactStateName: 'In Queue', agentId: 0 },
    { at: servedAt, contactStateName: 'Active', agentId: AGENT_ID },
    { at: endedAt, contactStateName: 'End Contact', agentId: agentOf(contact) },
  ];
  return steps.flatMap(({ at, ...state }, stateIndex) =>
    at === undefined
      ? []
      : [{ stateIndex, contactId: conversationId, startDate: at, skillId: Number(queueId), ...state }],
  );
}

/** The elements of `contactCustomData` of one contact: what its script has written. */
export const customData = ({ written }: SimulatedContact) =>
  Object.entries(written).map(([name, value]) => ({ name, value }));
