import type { Profile } from '../messages/profile.ts';
import { type Completed, inOrder } from './desired-state.ts';

/** A write of one customer under way. */
export type Lease = NonNullable<Profile['lease']>;

/** Times of the state machine, ms. */
export interface SegmentTiming {
  /** Completions of one customer within this long become one write. */
  readonly coalesceMs: number;
  /** A claimed write must have left by then. */
  readonly sendMs: number;
  /** A claimed write is over by then, whatever became of it: sending, the request, a late acceptance, two clocks. */
  readonly leaseMs: number;
}

/** The request's own deadline (guide 001, section 3: 5 s) and 6 s for what is accepted late and for clocks. */
export const SEGMENT_TIMING: Omit<SegmentTiming, 'coalesceMs'> = { sendMs: 4000, leaseMs: 15_000 };

/** Keys remembered of each customer. An older one that comes again changes nothing either: it is no longer newest. */
const SEEN_KEYS = 50;

/** More tags that stay than this are no segments any more, and would outgrow the item. */
export const MAX_ADDITIVE_TAGS = 200;

/** What a completion does to a profile. `wakeAt`: nobody has been told yet that it will be due then. */
export type Absorption =
  | { readonly kind: 'erased' | 'duplicate' | 'unchanged' | 'too_many_tags' }
  | { readonly kind: 'changed'; readonly profile: Profile; readonly wakeAt?: Date };

/**
 * A profile with one more completion in it. The order in which completions come makes no difference: attributes are
 * those of the newest, tags that stay are those of all.
 */
export function absorbed(
  before: Profile | undefined,
  completed: Completed,
  now: Date,
  { coalesceMs }: SegmentTiming,
): Absorption {
  if (before?.state === 'ERASED') return { kind: 'erased' };
  if (before?.seen.includes(completed.key)) return { kind: 'duplicate' };
  const additiveTags = inOrder([...(before?.additiveTags ?? []), ...completed.additiveTags]);
  if (additiveTags.length > MAX_ADDITIVE_TAGS) return { kind: 'too_many_tags' };
  const newer = before?.newest === undefined || isNewer(completed, before.newest);
  if (!newer && additiveTags.length === before.additiveTags.length) return { kind: 'unchanged' };
  const changed: Profile = {
    ...(before ?? blank(completed.customerId)),
    ...(newer && newestFrom(completed)),
    additiveTags,
    sequence: (before?.sequence ?? 0) + 1,
    seen: [...(before?.seen ?? []), completed.key].slice(-SEEN_KEYS),
  };
  if (newer && completed.transcript === undefined) delete changed.transcript;
  // Whoever has a write under way, or will come when it is due, sees the new sequence.
  if (changed.state === 'DIRTY' || changed.state === 'APPLYING') return { kind: 'changed', profile: changed };
  const wakeAt = later(now, afterLast(changed, coalesceMs));
  delete changed.why;
  return { kind: 'changed', profile: { ...changed, state: 'DIRTY', tries: 0, nextAt: wakeAt }, wakeAt };
}

/** Whoever was told of a write, or the reminder, which looks every minute, has come for it by then, ms. */
const AWAITED_MS = 60_000;

/** Whether somebody will come for this customer's write, so that nobody else need begin it. */
export function isAwaited({ state, nextAt }: Profile, now: Date): boolean {
  return state === 'DIRTY' && nextAt !== undefined && now.getTime() - nextAt.getTime() < AWAITED_MS;
}

/** Whether this customer's write may begin now. */
export function isDue({ state, nextAt }: Profile, now: Date): boolean {
  return (state === 'DIRTY' || state === 'APPLYING') && nextAt !== undefined && nextAt <= now;
}

/** The profile with its write begun by whoever holds the token. Only for one that is due. */
export function claimed(profile: Profile, token: string, now: Date, timing: SegmentTiming) {
  const until = after(now, timing.leaseMs);
  const lease: Lease = { sequence: profile.sequence, token, sendBy: after(now, timing.sendMs), until };
  return { ...profile, state: 'APPLYING', lease, sentAt: now, nextAt: until } satisfies Profile;
}

/**
 * How a write ended. `put_off`: there was no room for it, so it was not tried. `unknown`: it may have been applied, or
 * may yet be until the lease is over.
 */
export type Ending =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'put_off' | 'not_written' | 'unknown'; readonly why: string; readonly until: Date };

/** The profile after its write; `undefined` when the write is not this holder's any more. */
export function concluded(
  profile: Profile,
  lease: Lease,
  ending: Ending,
  times: { readonly now: Date; readonly coalesceMs: number },
): Profile | undefined {
  if (profile.state !== 'APPLYING' || profile.lease?.token !== lease.token) return undefined;
  const { lease: _over, nextAt: _then, why: _before, ...rest } = profile;
  const next = later(times.now, afterLast(profile, times.coalesceMs));
  switch (ending.kind) {
    case 'written':
      return profile.sequence === lease.sequence
        ? { ...rest, state: 'CLEAN', tries: 0 }
        : { ...rest, state: 'DIRTY', tries: 0, nextAt: next };
    case 'refused':
      return profile.sequence === lease.sequence
        ? { ...rest, state: 'PARKED', tries: 0, why: ending.why }
        : { ...rest, state: 'DIRTY', tries: 0, nextAt: next };
    case 'put_off':
      return { ...rest, state: 'DIRTY', why: ending.why, nextAt: later(times.now, ending.until) };
    case 'not_written':
      return waiting(rest, ending, later(times.now, ending.until));
    case 'unknown':
      return waiting(rest, ending, later(lease.until, ending.until));
    default:
      return ending satisfies never;
  }
}

/** What is left of a customer who was erased: enough that nothing brings them back. */
export function erased(before: Profile | undefined, customerId: string): Profile {
  return { ...blank(customerId), state: 'ERASED', sequence: before?.sequence ?? 0 };
}

function waiting(rest: Omit<Profile, 'nextAt' | 'why'>, { why }: { why: string }, nextAt: Date): Profile {
  return { ...rest, state: 'DIRTY', tries: rest.tries + 1, why, nextAt };
}

function newestFrom(completed: Completed): Partial<Profile> {
  const { eventAt, key, attributes, tags, transcript } = completed;
  return {
    newest: { eventAt, key },
    attributes: { ...attributes },
    tags: [...tags],
    ...(transcript && { transcript: { ...transcript } }),
  };
}

/** Two that ended at once are told apart by their keys, so that every order of arrival gives the same newest. */
function isNewer(
  completed: Pick<Completed, 'eventAt' | 'key'>,
  newest: NonNullable<Profile['newest']>,
): boolean {
  const ahead = completed.eventAt.getTime() - newest.eventAt.getTime();
  return ahead === 0 ? completed.key > newest.key : ahead > 0;
}

const blank = (customerId: string): Profile => ({
  customerId,
  state: 'CLEAN',
  attributes: {},
  tags: [],
  additiveTags: [],
  sequence: 0,
  tries: 0,
  seen: [],
});

const afterLast = ({ sentAt }: Profile, ms: number): Date => (sentAt ? after(sentAt, ms) : new Date(0));
const after = (from: Date, ms: number): Date => new Date(from.getTime() + ms);
const later = (one: Date, other: Date): Date => (one > other ? one : other);
