import * as z from 'zod/mini';

const Communication = z.object({
  id: z.optional(z.string()),
  state: z.optional(z.string()),
  connectedTime: z.optional(z.string()),
});
const Participant = z.object({
  purpose: z.optional(z.string()),
  attributes: z.optional(z.record(z.string(), z.string())),
  calls: z.optional(z.array(Communication)),
  callbacks: z.optional(z.array(Communication)),
});
/** `Conversation` of the vendor's SDK, as far as it is read. */
export const Conversation = z.object({
  endTime: z.optional(z.string()),
  participants: z.array(Participant),
});
export type Conversation = z.infer<typeof Conversation>;

/** The data of a callback become attributes of its customer participant (section 1.1 of the reference). */
export const carries = ({ participants }: Conversation, attemptId: string): boolean =>
  participants.some(({ attributes }) => attributes?.attemptId === attemptId);

/** Whether a participant is a person who serves callbacks. */
export const isAgent = (purpose: string | undefined): boolean => purpose === 'agent' || purpose === 'user';

/** Somebody's phone rings as soon as an agent has taken the callback up, or a call has been made for it. */
export function standingOf({ endTime, participants }: Conversation): 'waiting' | 'served' | 'withdrawn' {
  const taken = participants.some(
    ({ purpose, calls = [], callbacks = [] }) =>
      calls.length > 0 || (isAgent(purpose) && callbacks.some((each) => each.connectedTime !== undefined)),
  );
  if (taken) return 'served';
  const callbacks = participants.flatMap((participant) => participant.callbacks ?? []);
  const isOver = endTime !== undefined || (callbacks.length > 0 && !callbacks.some(isLive));
  return isOver ? 'withdrawn' : 'waiting';
}

const isLive = ({ state }: z.infer<typeof Communication>): boolean =>
  state !== 'disconnected' && state !== 'terminated';

/** A callback has a communication for its customer and one for its queue; all that live are ended. */
export const liveCallbacks = (conversationId: string, { participants }: Conversation): object[] =>
  participants
    .flatMap(({ callbacks = [] }) => callbacks)
    .filter(isLive)
    .flatMap(({ id }) => (id === undefined ? [] : [{ conversationId, callbackId: id }]));
