import type { Preview } from '../messages/preview.ts';
import type { PreviewId, Previews } from '../ports/previews.ts';

/** What became of a pushed contact, as people read it. Instants are ISO 8601; nothing tells whom it is about. */
export interface PreviewStory {
  readonly contactId: string;
  readonly campaignId: string;
  readonly customerId: string;
  readonly state: Preview['state'];
  /** `listed` while it is offered to agents, `null` before. */
  readonly outcome: Preview['outcome'] | 'listed' | null;
  readonly final: boolean;
  readonly reason: string | null;
  readonly route: string | null;
  readonly listedCampaignId: string | null;
  readonly contactListId: string | null;
  readonly expiresAt: string;
  /** It is taken off the list then, unless an agent has taken it. */
  readonly validUntil: string | null;
  readonly nextLookAt: string | null;
  readonly duplicates: number;
  readonly transitions: readonly { readonly at: string; readonly state: string; readonly reason: string }[];
}

/** The story of a contact in a campaign; `undefined` when none was pushed. @throws {TransientError} */
export async function tellPreview(
  id: PreviewId,
  previews: Pick<Previews, 'read'>,
): Promise<PreviewStory | undefined> {
  const kept = await previews.read(id);
  return kept && storyOf(kept.value);
}

function storyOf(preview: Preview): PreviewStory {
  const { contactId, campaignId, customerId, state, outcome, listedOn, duplicates } = preview;
  return {
    contactId,
    campaignId,
    customerId,
    state,
    outcome: outcome ?? (state === 'LISTED' ? 'listed' : null),
    final: state === 'ENDED',
    reason: preview.reason ?? null,
    route: listedOn?.route ?? null,
    listedCampaignId: listedOn?.campaignId ?? null,
    contactListId: listedOn?.contactListId ?? null,
    expiresAt: preview.expiresAt.toISOString(),
    validUntil: preview.validUntil?.toISOString() ?? null,
    nextLookAt: preview.nextAt?.toISOString() ?? null,
    duplicates,
    transitions: preview.log.map(transition),
  };
}

function transition(line: string) {
  const [at, state = '', ...reason] = line.split('|');
  return { at: new Date(Number(at)).toISOString(), state, reason: reason.join('|') };
}
