import { RejectedError, TransientError, UnknownOutcomeError } from '../../../functions/errors.ts';
import type { Campaign, ContactLists, NewContact } from '../../../functions/ports/contact-lists.ts';
import { previewCampaign } from '../../support/preview-world.ts';
import type { Chance } from '../chance.ts';
import type { WorldTime } from '../segmentation/world-time.ts';
import type { Faults } from './preview-faults.ts';

/** A contact as the platform has it. */
export interface PlatformContact {
  readonly id: string;
  readonly contactListId: string;
  readonly data: NewContact['data'];
  callable: boolean;
  /** How often it was put up to be called, but for what was taken back before an agent saw it. */
  additions: number;
  calls: number;
  /** How often an agent passed it over. */
  skips: number;
}

/** Between the last question of a worker and its socket: no longer than its function lives, ms. */
const WAKES_WITHIN_MS = 60_000;

/** What the platform is judged by, and what it tells. */
export interface PlatformWorld {
  readonly time: WorldTime;
  readonly chance: Chance;
  readonly faults: Faults;
  /** A request's own deadline, and how long after it the platform may still apply it, ms. */
  readonly limits: { readonly requestMs: number; readonly lateAcceptanceMs: number };
  /** Hears what is asked for right when the worker was last asked whether it may send. */
  onSend(contacts: readonly NewContact[]): void;
  /** Hears what is put on a list, when it is. */
  onApply(contact: PlatformContact): void;
  onCall(contact: PlatformContact): void;
  /** Hears that a preview is over. */
  onEnd(contact: PlatformContact, end: 'called' | 'skipped'): void;
  /** How an agent decides. */
  readonly agents: Chance;
  trace(line: () => string): void;
}

/** A platform with two campaigns that can be slow, down, throttling, unclear and late, and whose agents call. */
export function previewPlatform(campaigns: ReadonlyMap<string, string>, world: PlatformWorld) {
  const { time, chance, faults, limits, trace } = world;
  const contacts = new Map<string, PlatformContact>();
  const known = new Map<string, Campaign>(
    [...campaigns].map(([id, listId]) => [id, previewCampaign(id, listId)]),
  );
  const keyOf = (listId: string, id: string): string => `${listId}/${id}`;

  function apply(contactListId: string, { id, data }: NewContact): void {
    const before = contacts.get(keyOf(contactListId, id));
    const contact = before ?? { id, contactListId, data, callable: true, additions: 0, calls: 0, skips: 0 };
    contact.callable = true;
    contact.additions += 1;
    contacts.set(keyOf(contactListId, id), contact);
    trace(() => `platform has ${id} on ${contactListId}`);
    world.onApply(contact);
    if (chance.happens(0.4))
      time.at(time.now() + chance.magnitude(1000, 3 * 3_600_000), () => preview(contact));
  }

  /** An agent sees it, and calls or passes it over. */
  function preview(contact: PlatformContact): void {
    if (!contact.callable || contact.calls + contact.skips >= contact.additions) return;
    if (world.agents.happens(0.3)) {
      contact.skips += 1;
      trace(() => `an agent passes over ${contact.id}`);
      world.onEnd(contact, 'skipped');
      return;
    }
    contact.calls += 1;
    trace(() => `an agent calls ${contact.id}`);
    world.onCall(contact);
    world.onEnd(contact, 'called');
  }

  /** A question, or a change that may be repeated: it fails or it is answered. */
  async function answered<T>(effect: () => T): Promise<T> {
    await time.sleep(chance.between(1, 300) + (faults.strikes('pause') ? chance.magnitude(100, 600_000) : 0));
    if (faults.isDown(time.now())) throw new TransientError('genesys_unavailable', 'no connection');
    if (faults.strikes('throttled')) {
      throw new TransientError('genesys_throttled', '429', { retryAfterMs: chance.between(0, 60_000) });
    }
    if (faults.strikes('failsBefore')) throw new TransientError('genesys_unavailable', 'broken');
    const answer = effect();
    await time.sleep(chance.between(1, 2000));
    if (faults.strikes('failsAfter')) throw new TransientError('genesys_unavailable', 'silence');
    return answer;
  }

  const lists: ContactLists = {
    campaign: (campaignId) => answered(() => known.get(campaignId)),

    readContacts: (listId, ids) =>
      answered(() => {
        const found = ids.flatMap((id) => contacts.get(keyOf(listId, id)) ?? []);
        return new Map(
          found.map(({ id, data, callable, calls }) => [id, { id, data, callable, called: calls > 0 }]),
        );
      }),

    async withholdContact(listId, id) {
      const found = await answered(() => contacts.get(keyOf(listId, id)));
      if (!found) return 'unknown';
      if (found.calls > 0) return 'called';
      await answered(() => {
        found.callable = false;
        // What was put up before gives no call any more; only what is put up after it does.
        found.additions = found.calls + found.skips;
        trace(() => `platform withholds ${id}`);
      });
      return 'withheld';
    },

    async addContacts(listId, added, { mayStillSend = () => true } = {}) {
      await time.sleep(
        chance.between(1, 300) + (faults.strikes('pause') ? chance.magnitude(100, 600_000) : 0),
      );
      if (!mayStillSend()) throw new TransientError('not_sent', 'no longer allowed to send');
      world.onSend(added);
      if (faults.strikes('pause')) await time.sleep(chance.between(0, WAKES_WITHIN_MS));
      const sentAt = time.now();
      if (faults.isDown(sentAt)) throw new TransientError('not_sent', 'no connection');
      if (faults.strikes('throttled')) {
        throw new TransientError('genesys_throttled', '429', { retryAfterMs: chance.between(0, 60_000) });
      }
      const isLate = faults.strikes('appliedLate');
      const answersAt = sentAt + chance.between(5, limits.requestMs - 1);
      const appliesAt = isLate
        ? sentAt + limits.requestMs + chance.between(0, limits.lateAcceptanceMs)
        : answersAt;
      const isSilent = isLate || faults.strikes('failsAfter');
      const isBroken = faults.strikes('failsBefore');
      // It applies whatever becomes of the worker that sent it.
      if (!isBroken) {
        time.at(appliesAt, () => {
          for (const contact of added) apply(listId, contact);
        });
      }
      await time.sleep((isLate ? sentAt + limits.requestMs : answersAt + 1) - sentAt);
      if (isSilent || isBroken) throw new UnknownOutcomeError('genesys_no_answer', 'silence');
      if (![...campaigns.values()].includes(listId)) {
        throw new RejectedError('contact_list_unknown', 'no such list');
      }
      return new Map(added.map(({ id }) => [id, { kind: 'added' }]));
    },
  };

  return { lists, contacts };
}
