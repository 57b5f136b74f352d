import * as z from 'zod/mini';
import type { TelemetryRecord } from '../ports/archive.ts';

/** One reading of a sensor. `at` is ISO 8601, UTC. */
export interface Point {
  readonly at: string;
  readonly value: number;
  readonly breach: boolean;
}

/** What a chart is drawn of; the points are in order of time. */
export interface TelemetryChart {
  readonly unit: string | null;
  readonly threshold: number | null;
  readonly points: readonly Point[];
}

/** A person sees no more in a narrow column. */
const MOST_POINTS = 300;

const Reading = z.object({ time: z.iso.datetime({ offset: true }), value: z.number() });
const Measured = z.object({
  currentValue: z.number(),
  threshold: z.number(),
  unit: z.optional(z.string()),
});

/**
 * The readings of an alert's sensor: those the sender put into `telemetryData.readings` (`time`, `value`), the one the
 * alert is about, and those of earlier alerts. A breach is on the alert's own side of its threshold. Pure.
 */
export function telemetryChart(
  alert: TelemetryRecord | undefined,
  earlier: readonly TelemetryRecord[],
): TelemetryChart {
  const measured = Measured.safeParse(alert?.telemetryData).data;
  if (alert === undefined || measured === undefined) return { unit: null, threshold: null, points: [] };
  const { currentValue, threshold, unit } = measured;
  const isAbove = currentValue >= threshold;
  const values = new Map([...earlier, alert].flatMap(readingsOf));
  const points = [...values]
    .toSorted(([one], [other]) => one - other)
    .slice(-MOST_POINTS)
    .map(([at, value]) => ({
      at: new Date(at).toISOString(),
      value,
      breach: isAbove ? value >= threshold : value <= threshold,
    }));
  return { unit: unit ?? null, threshold, points };
}

/** By instant, epoch milliseconds. What a sender put there in another form is left out. */
function readingsOf({ timestamp, telemetryData }: TelemetryRecord): readonly (readonly [number, number])[] {
  const sent: readonly unknown[] = Array.isArray(telemetryData.readings) ? telemetryData.readings : [];
  const own = Measured.safeParse(telemetryData).data;
  return [
    ...sent.flatMap((each) => {
      const reading = Reading.safeParse(each).data;
      return reading ? [[Date.parse(reading.time), reading.value] as const] : [];
    }),
    ...(own ? [[Date.parse(timestamp), own.currentValue] as const] : []),
  ];
}
