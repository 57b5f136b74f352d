import type { Measurement } from '../messages/measurement.ts';
import type { Threshold, Thresholds } from '../messages/ticketing-settings.ts';

/** `between`: the band that decides nothing, so that a value at the edge does not flap. */
export type ReadingVerdict = 'breach' | 'between' | 'calm';

/** The threshold of a source's metric; of a queue what the stage says for its name or id, where it says something. */
export function thresholdOf(
  { source, metric }: Pick<Measurement, 'source' | 'metric'>,
  all: Thresholds,
): Threshold {
  switch (metric) {
    case 'wait_seconds': {
      const own = all.queues[source.id] ?? all.queues[source.name ?? ''] ?? {};
      return { ...all.waitSeconds, ...withoutAbsent(own) };
    }
    case 'trunk_down':
      return all.trunkDown;
    case 'edge_down':
      return all.edgeDown;
    case 'sources_in_breach':
      return { raiseAbove: 0, clearAtMost: 0, consecutive: 1, calmSeconds: 60 };
    default:
      return metric satisfies never;
  }
}

/** What a value means. Both bounds belong to the quieter side. */
export function readingVerdict(value: number, { raiseAbove, clearAtMost }: Threshold): ReadingVerdict {
  if (value > raiseAbove) return 'breach';
  return value <= clearAtMost ? 'calm' : 'between';
}

/** Values that are inconsistent in themselves, each with its path below the thresholds. */
export function thresholdProblems(all: Thresholds): string[] {
  const named: [string, Threshold][] = [
    ['waitSeconds', all.waitSeconds],
    ['trunkDown', all.trunkDown],
    ['edgeDown', all.edgeDown],
    ...Object.entries(all.queues).map(([queue, own]): [string, Threshold] => [
      `queues.${queue}`,
      { ...all.waitSeconds, ...withoutAbsent(own) },
    ]),
  ];
  return named
    .filter(([, { raiseAbove, clearAtMost }]) => clearAtMost > raiseAbove)
    .map(([path]) => `${path}: clearAtMost must not be above raiseAbove`);
}

/** Only what is said; an own value that is `undefined` would hide the common one. */
function withoutAbsent(own: Thresholds['queues'][string]): Partial<Threshold> {
  const said: Partial<Record<keyof Threshold, number>> = {};
  for (const name of ['raiseAbove', 'clearAtMost', 'consecutive', 'calmSeconds'] as const) {
    const value = own[name];
    if (value !== undefined) said[name] = value;
  }
  return said;
}
