import type { Chance } from '../chance.ts';
import type { FaultName, System } from '../faults.ts';

/**
 * How alerts come: `sweep` is one after the other over an edge of the window, `flapping` one sensor again and again,
 * `volley` all before the first of them has its slot, `trickle` one after the other while the first is worked on.
 */
export type Profile = 'quiet' | 'burst' | 'volley' | 'trickle' | 'edge' | 'sweep' | 'flapping';
const PROFILES: readonly Profile[] = ['quiet', 'burst', 'edge', 'sweep', 'flapping', 'flapping'];

/** How alerts come, what goes wrong meanwhile, and whether people give orders in the thick of it. */
export interface Story {
  readonly profile: Profile;
  readonly together: readonly FaultName[];
  readonly isOrdered?: boolean;
  /** Whether the sensor comes again whenever its slot may be free. @default mostly where it flaps */
  readonly isChased?: boolean;
  /** Systems that stand still for a while. @default only by chance */
  readonly down?: readonly System[];
}

/** What goes wrong most when it goes wrong together: each found something that stayed hidden in milder company. */
const STORIES: readonly Story[] = [
  { profile: 'sweep', together: ['skew'] },
  { profile: 'sweep', together: ['pause', 'zombie', 'aimed'] },
  { profile: 'sweep', together: ['acceptedLate', 'skew'] },
  { profile: 'edge', together: ['pause', 'zombie', 'slow', 'queueTwice', 'queueLate', 'aimed'] },
  { profile: 'flapping', together: ['tight', 'acceptedLate', 'skew'] },
  { profile: 'flapping', together: ['tight', 'pause', 'zombie'] },
  { profile: 'flapping', together: ['tight', 'pause', 'zombie', 'queueTwice', 'aimed'] },
  { profile: 'flapping', together: ['acceptedLate', 'throttled', 'tight', 'aimed'] },
  { profile: 'flapping', together: ['tableLate', 'throttled', 'revoked', 'slow'] },
  { profile: 'flapping', together: ['tableLate', 'tableReplyLost', 'queueTwice', 'throttled'] },
  { profile: 'flapping', together: ['tableLate', 'queueTwice', 'refused', 'crmBroken'] },
  { profile: 'flapping', together: ['refused', 'crmBroken', 'queueTwice'] },
  { profile: 'flapping', together: ['tableStale', 'tableLate', 'refused', 'queueLate'] },
  { profile: 'flapping', together: ['tight', 'tableLate', 'acceptedLate'] },
  { profile: 'flapping', together: ['tableStale', 'queueTwice', 'refused', 'aimed'] },
  { profile: 'flapping', together: ['crash', 'tight', 'queueLate', 'aimed'] },
  { profile: 'burst', together: ['tableLate', 'tableReplyLost', 'crash', 'queueLate'] },
  { profile: 'burst', together: ['crash', 'pause', 'zombie', 'crmBroken', 'crmReplyLost'] },
  { profile: 'burst', together: ['crash', 'miscounted', 'queueTwice'] },
  { profile: 'burst', together: ['pause', 'zombie', 'refused', 'aimed'] },
  { profile: 'burst', together: ['slow', 'pause', 'aimed'], isOrdered: true },
  { profile: 'burst', together: ['pause', 'zombie', 'queueLate', 'aimed'], isOrdered: true },
  { profile: 'quiet', together: ['agentsSlow', 'searchLate', 'failedAfter', 'acceptedLate'] },
  { profile: 'quiet', together: ['agentsSlow', 'aimed'], isOrdered: true },
  { profile: 'quiet', together: ['crmBroken', 'aimed'], isOrdered: true },
  { profile: 'quiet', together: ['pause', 'zombie', 'searchLate', 'failedAfter'] },
  { profile: 'edge', together: ['agentsSlow'] },
];

/** What needs more than one misfortune, each at its place: somebody stands still, or two clocks differ by all they may. */
const RARE_STORIES: readonly Story[] = [
  { profile: 'flapping', together: ['crmBroken'], down: ['recovery'] },
  { profile: 'quiet', together: ['aimed'], isOrdered: true, down: ['crm'] },
  { profile: 'flapping', together: ['tight', 'tableLate', 'aimed'] },
  { profile: 'volley', together: ['pause', 'zombie', 'refused'] },
  { profile: 'volley', together: ['tableLate', 'tableReplyLost', 'refused', 'queueLate'] },
  { profile: 'edge', together: ['queueLate', 'aimed'] },
];

/** So many runs tell a story, and so many of the others a rare one. */
const TOLD = 0.75;
const TOLD_RARELY = 0.5;

/** What a run tells, if it tells anything. */
export function drawStory(chance: Chance): Story {
  if (chance.happens(TOLD)) return chance.pick(STORIES);
  return chance.happens(TOLD_RARELY)
    ? chance.pick(RARE_STORIES)
    : { profile: chance.pick(PROFILES), together: [] };
}
