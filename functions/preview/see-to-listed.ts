import { suppressionOf } from '../compliance/standing.ts';
import { TransientError } from '../errors.ts';
import type { Preview } from '../messages/preview.ts';
import type { KeptPreview } from '../ports/previews.ts';
import { askRules, PREVIEW_TOPIC } from './ask-rules.ts';
import { platformId } from './contact-data.ts';
import {
  isSettled,
  listed,
  REQUEUED,
  requeued,
  staying,
  unsettled,
  waiting,
  withdrawing,
} from './preview-life.ts';
import type { PreviewLine, PreviewPorts, PreviewRules } from './preview-ports.ts';
import { requeueRoute } from './route-preview.ts';
import { end, line, written } from './write-preview.ts';

/** Whether a contact may stay on the platform's list; `validUntil`: as far as the rules know. */
type Stay =
  | { readonly kind: 'yes'; readonly validUntil: Date | undefined }
  | { readonly kind: 'no'; readonly reason: string };

/**
 * Looks at a contact the platform has, or may have: what may not be called any more is taken back, what was left open
 * is found out. Repeatable, by any number of workers at once: of several one writes.
 * @throws {TransientError} a store of ours cannot be reached
 */
export async function seeToListed(
  kept: KeptPreview,
  ports: PreviewPorts,
  rules: PreviewRules,
): Promise<PreviewLine> {
  const { value } = kept;
  if (value.state === 'WITHDRAWING') return takeBack(kept, value.reason ?? 'withdrawn', ports, rules);
  const stay = await mayStay(value, ports, rules);
  if (stay.kind === 'no') return takeBack(kept, stay.reason, ports, rules);
  if (value.state === 'LISTED') {
    return written(kept, staying(value, stay.validUntil), 'waiting', 'an agent', ports);
  }
  return findOut(kept, ports);
}

/** Asks what may have changed since it was listed: its time is over, or its customer wants no calls. */
async function mayStay(value: Preview, ports: PreviewPorts, rules: PreviewRules): Promise<Stay> {
  const now = ports.clock.now();
  const { customerId, validUntil, expiresAt, reference } = value;
  if (expiresAt <= now) return { kind: 'no', reason: 'expired' };
  const contact = await ports.pushed.read(reference, now);
  if (!contact) return { kind: 'no', reason: 'forgotten' };
  const known = await ports.known.read(customerId, now);
  if (!known) {
    // What the rules said of the customer stands until its end; only our own list may have changed.
    const standing = await ports.suppressions.read({ customerId, phoneE164: contact.phoneNumber }, now);
    const topic = { purpose: rules.settings.purpose, alertType: PREVIEW_TOPIC };
    if (suppressionOf(standing, topic)) return { kind: 'no', reason: 'suppressed' };
    return validUntil && validUntil <= now
      ? { kind: 'no', reason: 'permission_ended' }
      : { kind: 'yes', validUntil };
  }
  const verdict = await askRules({ preview: value, contact, customer: known.customer }, ports, rules);
  return verdict.kind === 'dial'
    ? { kind: 'yes', validUntil: verdict.permission.validUntil }
    : { kind: 'no', reason: verdict.kind === 'wait' ? 'permission_ended' : verdict.permission.reason };
}

/**
 * Written before the platform is asked: from then on nobody takes it for listed. What the platform was sent before may
 * still be applied, so that it is asked again until that is over.
 */
async function takeBack(
  kept: KeptPreview,
  reason: string,
  ports: PreviewPorts,
  rules: PreviewRules,
): Promise<PreviewLine> {
  const { previews, lists, clock } = ports;
  const { value } = kept;
  const write = await previews.replace(kept, withdrawing(value, reason, clock.now()));
  if (write.kind === 'lost') return line(value, 'already_moved', 'changed by another');
  const { listedOn } = value;
  // Before the platform is asked: what it answers is the end only when nothing can come behind the question.
  const settled = isSettled(value, clock.now());
  try {
    const found = listedOn
      ? await lists.withholdContact(listedOn.contactListId, platformId(value))
      : 'unknown';
    if (found === 'called') return end(write.kept, 'called', 'served by an agent', ports);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    return line(value, 'waiting', error.reason);
  }
  if (!settled) return line(value, 'withdrawing', reason);
  if (reason === REQUEUED) return offerAgain(write.kept, ports, rules);
  return end(write.kept, 'withdrawn', reason, ports);
}

/** It may go to other agents of its list now; whether it may be called is judged anew. */
async function offerAgain(
  kept: KeptPreview,
  ports: PreviewPorts,
  { settings }: PreviewRules,
): Promise<PreviewLine> {
  const { value } = kept;
  const { listedOn, campaignId } = value;
  const route = listedOn ? requeueRoute(listedOn, campaignId, settings) : settings.reviewRoute;
  const next = requeued(value, route, ports.clock.now());
  const told = await written(kept, next, 'requeued', route, ports);
  // Of several who do this one leaves the look.
  if (told.outcome === 'requeued') await ports.outbox.look([value]);
  return told;
}

/** Nobody heard whether the platform took it: the list tells, at the latest when nothing can come any more. */
async function findOut(kept: KeptPreview, ports: PreviewPorts): Promise<PreviewLine> {
  const { value } = kept;
  const { listedOn } = value;
  const now = ports.clock.now();
  const id = platformId(value);
  const settled = isSettled(value, now);
  try {
    const found = listedOn && (await ports.lists.readContacts(listedOn.contactListId, [id])).get(id);
    if (found?.called) return await end(kept, 'called', 'served by an agent', ports);
    if (found?.callable) return await written(kept, listed(value, now), 'listed', 'found', ports);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    return written(kept, unsettled(value, now), 'waiting', error.reason, ports);
  }
  return settled
    ? written(kept, waiting(value, now, 'not_on_the_list', now), 'waiting', 'not_on_the_list', ports)
    : written(kept, unsettled(value, now), 'waiting', 'answer of the platform', ports);
}
