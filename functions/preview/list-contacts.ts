import { tellPace } from '../alert/tell-pace.ts';
import { waitMs } from '../alert/waiting.ts';
import { after } from '../dialing/protocol.ts';
import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { AddedContact } from '../ports/contact-lists.ts';
import type { KeptPreview } from '../ports/previews.ts';
import { askRules } from './ask-rules.ts';
import { platformId } from './contact-data.ts';
import { eachContact } from './each-contact.ts';
import type { Candidate } from './judge-contact.ts';
import { type Grant, grantAt, listed, listing, mustEndBy, waiting } from './preview-life.ts';
import type { PreviewLine, PreviewPorts, PreviewRules } from './preview-ports.ts';
import { end, line, written } from './write-preview.ts';

/** A contact that may be listed, as it was read. */
export interface Listable {
  readonly kept: KeptPreview;
  readonly candidate: Candidate;
}

/** Longest wait for the platform's turn, ms. */
const PATIENCE_MS = 10_000;

/**
 * Adds contacts of one list in one request under one grant: the ledger says first that the platform may have them, then
 * the rules are asked once more, then the request leaves. So who suppresses a number either is seen here, or sees here
 * what must be taken back. Repeatable: the id on the platform is ours, and nobody is added twice.
 * @throws {TransientError} a store of ours cannot be reached; the sweep finds out what became of them
 */
export async function listContacts(
  wanted: readonly Listable[],
  ports: PreviewPorts,
  rules: PreviewRules,
): Promise<readonly PreviewLine[]> {
  const fresh = await neverCalled(wanted, ports);
  if (fresh.open.length === 0) return fresh.lines;
  const turn = await ports.pace.take(
    { caller: 'previews', kind: 'first', mayProbe: false },
    after(ports.clock.now(), PATIENCE_MS),
  );
  if (turn.kind === 'refused') {
    const reason = `telephony_${turn.reason}`;
    const put = await eachContact(fresh.open, ({ kept }) => putOff(kept, reason, turn.until, ports));
    return [...fresh.lines, ...put];
  }
  const grant = grantAt(ports.clock.now(), rules.protocol);
  const granted = await eachContact(fresh.open, (one) => grantOne(one, grant, ports, rules));
  const [going, lines] = parted(granted);
  return [...fresh.lines, ...lines, ...(going.length > 0 ? await send(going, grant, ports) : [])];
}

/** Who was on the list before may have been called there since: never again. */
async function neverCalled(
  wanted: readonly Listable[],
  ports: PreviewPorts,
): Promise<{ readonly open: readonly Listable[]; readonly lines: readonly PreviewLine[] }> {
  const before = wanted.filter(({ kept }) => kept.value.listedOn !== undefined);
  const [first] = before;
  if (!first) return { open: wanted, lines: [] };
  const ids = before.map(({ kept }) => platformId(kept.value));
  const { contactListId } = first.candidate.listedOn;
  const found = await ports.lists.readContacts(contactListId, ids).catch(laterError);
  if (found instanceof TransientError) {
    const lines = await eachContact(wanted, ({ kept }) => putOff(kept, found.reason, found, ports));
    return { open: [], lines };
  }
  const isCalled = ({ kept }: Listable): boolean => found.get(platformId(kept.value))?.called === true;
  const lines = await eachContact(before.filter(isCalled), ({ kept }) =>
    end(kept, 'called', 'served by an agent', ports),
  );
  return { open: wanted.filter((one) => !isCalled(one)), lines };
}

/** Written before the request, judged after the writing. */
async function grantOne(
  { kept, candidate }: Listable,
  { settledAt }: Grant,
  ports: PreviewPorts,
  rules: PreviewRules,
): Promise<Listable | PreviewLine> {
  const { value } = kept;
  const { listedOn, contact, customer, validUntil } = candidate;
  const now = ports.clock.now();
  const write = await ports.previews.replace(kept, listing(value, { listedOn, validUntil, settledAt }, now));
  if (write.kind === 'lost') return line(value, 'already_moved', 'changed by another');
  const verdict = await askRules({ preview: value, contact, customer }, ports, rules);
  if (verdict.kind === 'dial' && mustEndBy(write.kept.value) > settledAt)
    return { kept: write.kept, candidate };
  // Nothing was sent under this grant, and everything sent before it has happened.
  return putOff(write.kept, 'judged_again', ports.clock.now(), ports);
}

/** One request for all; where the platform refuses it as a whole, halves are sent until the bad one is found. */
async function send(
  going: readonly Listable[],
  grant: Grant,
  ports: PreviewPorts,
): Promise<readonly PreviewLine[]> {
  const [first] = going;
  if (!first) return [];
  const { lists, clock } = ports;
  let hasLeft = false;
  const adding = lists.addContacts(
    first.candidate.listedOn.contactListId,
    going.map(({ kept, candidate }) => ({ id: platformId(kept.value), data: candidate.data })),
    {
      first: first.kept.value.first,
      mayStillSend: () => {
        hasLeft = clock.now() < grant.sendBy;
        return hasLeft;
      },
    },
  );
  await tellPace(adding, () => hasLeft, ports);
  const answer = await adding.catch((error: unknown) => ({ error }));
  if ('error' in answer) return notAdded(answer.error, going, grant, ports);
  // From here on the platform has them: what fails now is our own, and their list tells later.
  return eachContact(going, ({ kept }) => noteAdded(kept, answer.get(platformId(kept.value)), ports));
}

async function noteAdded(
  kept: KeptPreview,
  added: AddedContact | undefined,
  ports: PreviewPorts,
): Promise<PreviewLine> {
  const now = ports.clock.now();
  if (added?.kind === 'refused') return end(kept, 'refused', added.reason, ports);
  // The list tells later.
  if (added?.kind !== 'added') return line(kept.value, 'unknown', 'the platform says nothing of it');
  return written(kept, listed(kept.value, now), 'listed', kept.value.listedOn?.route ?? '', ports);
}

async function notAdded(
  error: unknown,
  going: readonly Listable[],
  grant: Grant,
  ports: PreviewPorts,
): Promise<readonly PreviewLine[]> {
  if (error instanceof UnknownOutcomeError)
    return going.map(({ kept }) => line(kept.value, 'unknown', error.reason));
  if (error instanceof TransientError)
    return eachContact(going, ({ kept }) => putOff(kept, error.reason, error, ports));
  if (!(error instanceof RejectedError)) throw error;
  if (going.length === 1 || error.reason === 'contact_list_unknown')
    return eachContact(going, ({ kept }) => end(kept, 'refused', error.reason, ports));
  const half = Math.ceil(going.length / 2);
  const lines = await send(going.slice(0, half), grant, ports);
  return [...lines, ...(await send(going.slice(half), grant, ports))];
}

const parted = (all: readonly (Listable | PreviewLine)[]): [Listable[], PreviewLine[]] => [
  all.filter((one) => 'kept' in one),
  all.filter((one) => 'outcome' in one),
];

function laterError(error: unknown): TransientError {
  if (error instanceof TransientError) return error;
  throw error;
}

/** Not now: `later` is an instant, or a failure that says for how long. */
async function putOff(
  kept: KeptPreview,
  reason: string,
  later: Date | TransientError,
  ports: PreviewPorts,
): Promise<PreviewLine> {
  const now = ports.clock.now();
  const until =
    later instanceof Date
      ? later
      : after(now, waitMs(kept.value.tries, later.retryAfterMs, ports.random.fraction()));
  return written(kept, waiting(kept.value, until, reason, now), 'waiting', reason, ports);
}
