import { after } from '../dialing/protocol.ts';
import { TransientError } from '../errors.ts';
import type { Preview } from '../messages/preview.ts';
import type { PreviewLook } from '../messages/preview-look.ts';
import type { KeptPreview, PreviewId } from '../ports/previews.ts';
import { eachContact } from './each-contact.ts';
import { judgeContact } from './judge-contact.ts';
import { type Listable, listContacts } from './list-contacts.ts';
import { type Campaigns, campaignsOf } from './preview-campaigns.ts';
import { ended, waiting } from './preview-life.ts';
import type { PreviewLine, PreviewPorts, PreviewRules } from './preview-ports.ts';
import { seeToListed } from './see-to-listed.ts';

/** What is left of the function's time when nothing new is begun, ms: the rest is left for another function. */
const SAFE_REMAINDER_MS = 35_000;

/** So often another may write meanwhile. */
const TRIES = 10;

/** While all dialing is stopped, it is asked again after this. */
const STOPPED_MS = 60_000;

/**
 * Does for every contact of a look what is due: judges and lists it, or sees to what the platform has. Repeatable, by
 * any number of workers at once.
 * @throws {TransientError} a store of ours cannot be reached; contacts that were moved are recognised
 */
export async function lookAtContacts(
  { campaignId, look }: PreviewLook,
  remainingMs: () => number,
  ports: PreviewPorts,
  rules: PreviewRules,
): Promise<readonly PreviewLine[]> {
  const stop = await ports.dialing.readStop();
  const campaigns = campaignsOf(ports.lists);
  const left: PreviewId[] = [];
  const looked = await eachContact([...new Set(look)], async (contactId) => {
    if (remainingMs() >= SAFE_REMAINDER_MS) {
      return lookAt({ contactId, campaignId }, ports, rules, (kept) =>
        stop ? stopped(kept, ports) : judged(kept, campaigns, ports, rules),
      );
    }
    left.push({ contactId, campaignId });
    return said(contactId, 'waiting', 'no time left');
  });
  const listable = looked.filter((one) => 'kept' in one);
  const lists = Map.groupBy(
    listable,
    ({ kept, candidate }) => `${kept.value.first}#${candidate.listedOn.contactListId}`,
  );
  const lines = looked.filter((one) => 'outcome' in one);
  for (const together of lists.values()) lines.push(...(await listContacts(together, ports, rules)));
  // Not only what is due: a contact that was just suppressed may have no appointment for hours.
  await ports.outbox.look(left);
  return lines;
}

/**
 * Looks at one contact. What another wrote meanwhile may rest on what was known before, so that what the platform has
 * is looked at again.
 */
async function lookAt(
  id: PreviewId,
  ports: PreviewPorts,
  rules: PreviewRules,
  seeToOpen: (kept: KeptPreview) => Promise<Listable | PreviewLine>,
): Promise<Listable | PreviewLine> {
  for (let tries = 0; tries < TRIES; tries++) {
    const kept = await ports.previews.read(id);
    if (!kept || !isDue(kept.value, ports.clock.now())) return said(id.contactId, 'already_moved', 'not due');
    if (kept.value.state === 'OPEN') return seeToOpen(kept);
    const line = await seeToListed(kept, ports, rules);
    if (line.outcome !== 'already_moved') return line;
  }
  throw new TransientError('preview_contended', 'others change this contact all the time');
}

/** What the platform has is looked at whenever somebody asks; what waits here only when its time has come. */
function isDue({ state, nextAt, reason }: Preview, now: Date): boolean {
  if (state === 'ENDED') return false;
  const isNew = state === 'OPEN' && reason === undefined;
  return state !== 'OPEN' || isNew || nextAt === undefined || nextAt <= now;
}

async function judged(
  kept: KeptPreview,
  campaigns: Campaigns,
  ports: PreviewPorts,
  rules: PreviewRules,
): Promise<Listable | PreviewLine> {
  const { value } = kept;
  const verdict = await judgeContact(value, campaigns, ports, rules);
  if (verdict.kind === 'list') return { kept, candidate: verdict };
  const now = ports.clock.now();
  const [next, outcome] =
    verdict.kind === 'wait'
      ? [waiting(value, verdict.until, verdict.reason, now), 'waiting']
      : [ended(value, verdict, now), verdict.outcome];
  const write = await ports.previews.replace(kept, next);
  return write.kind === 'lost'
    ? said(value.contactId, 'already_moved', 'changed by another')
    : said(value.contactId, outcome, verdict.reason);
}

/** The kill switch: nothing new is listed. */
async function stopped(kept: KeptPreview, { previews, clock }: PreviewPorts): Promise<PreviewLine> {
  const now = clock.now();
  await previews.replace(kept, waiting(kept.value, after(now, STOPPED_MS), 'dialing_stopped', now));
  return said(kept.value.contactId, 'waiting', 'dialing_stopped');
}

const said = (key: string, outcome: string, reason: string): PreviewLine => ({ outcome, reason, key });
