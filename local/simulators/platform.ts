import type { CampaignRun } from './genesys-campaign-runs.ts';
import type { QueueAgents } from './genesys-occupancy.ts';
import type { Simulator } from './simulator.ts';
import type { SystemName } from './system-name.ts';

/** The operations that place a call, by platform: their ids in its contract. */
export const CALL_OPERATIONS: Readonly<Partial<Record<SystemName, readonly string[]>>> = {
  genesys: ['postConversationsCallbacks'],
  cxone: ['startScript', 'requestImmediateCallback'],
};

/** A call that a simulated platform has accepted for an agent. */
export interface PlatformCall {
  /** The platform's id of it. */
  readonly conversationId: string;
  /** The platform's id of the routing queue. */
  readonly queueId: string;
  /** When it was accepted, ISO 8601. */
  readonly acceptedAt: string;
  /**
   * `waiting` for an agent, until one has `served` it or somebody withdraws it (`disconnected`). `cut`: it was withdrawn
   * from under the agent who had taken it up.
   */
  readonly state: 'waiting' | 'served' | 'disconnected' | 'cut';
  readonly servedAt?: string;
  readonly endedAt?: string;
  /** Whose phone rings, as it was sent. */
  readonly phoneNumber: string;
  /** What the agent is shown. */
  readonly data: Readonly<Record<string, string>>;
}

/** A number on a platform's do-not-call list. */
export interface DoNotCallEntry {
  readonly listId: string;
  readonly phoneNumber: string;
  /** In the platform's own form; absent where it stays. */
  readonly expirationDateTime?: string;
}

/** A contact on a list that a campaign works through. */
export interface ListedContact {
  readonly id: string;
  readonly contactListId: string;
  readonly data: Readonly<Record<string, string>>;
  /** `false`: no campaign dials it any more. */
  readonly callable: boolean;
  /** How often it was added, under the same id. */
  readonly additions: number;
  /** When it was first added, ISO 8601. */
  readonly addedAt: string;
  /** When a campaign last called it, ISO 8601. */
  readonly calledAt?: string;
}

/** What tests, the console and the commands may ask of a simulated platform, whichever it is. */
export interface PlatformSimulator extends Simulator {
  /** Every call accepted so far for an agent, in order. */
  conversations(): readonly PlatformCall[];
  /** An agent takes a waiting call up, and the customer's phone rings. Whether there was such a call. */
  serve(conversationId: string): boolean;
  /** From now on a search finds a call this long after it was accepted. @default 0 */
  setSearchLag(ms: number): void;
  /** What is on the do-not-call lists. */
  doNotCall(): readonly DoNotCallEntry[];
  /** What is on the contact lists, in the order it came. */
  contacts(): readonly ListedContact[];
  /** A campaign calls a contact now. Whether there was such a contact to be called. */
  callContact(contactId: string): boolean;
  /** Puts agents on a routing queue; at first ten are on each, two of them busy. */
  staff(queueId: string, agents: Partial<QueueAgents>): void;
  /** Adds what a campaign did, or replaces it. Sends no event. */
  putCampaignRun(campaignId: string, run: CampaignRun): void;
  /** From now on these credentials are known and no other; tokens of others are over. @throws ZodError */
  acceptCredentials(credentials: readonly unknown[]): void;
}
