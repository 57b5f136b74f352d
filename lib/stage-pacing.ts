import * as z from 'zod';
import { TURN_MS } from '../functions/dialing/protocol.ts';
import type { OccupancySettings, PacingSettings } from '../functions/messages/settings.ts';
import type { Stage } from './stage.ts';

const Percent = z.number().int().min(1).max(100);

/** A budget of requests a minute and how callers share it, per cent. */
const budget = <Shares extends z.ZodRawShape>(requestsPerMinute: number, shares: Shares) =>
  z.strictObject({
    requestsPerMinute: z.number().int().positive().default(requestsPerMinute),
    shares: z.strictObject(shares),
  });

const TelephonyBudget = budget(
  // Of the 300 a minute that a token of Genesys Cloud has (developer.genesys.cloud, organization limits).
  240,
  {
    standard: Percent.default(55),
    recovery: Percent.default(10),
    control: Percent.default(5),
    previews: Percent.default(10),
    reports: Percent.default(10),
    segments: Percent.default(5),
    observation: Percent.default(5),
  },
);

const CrmBudget = budget(600, {
  reads: Percent.default(60),
  tasks: Percent.default(25),
  previews: Percent.default(10),
  segments: Percent.default(5),
});

const DeskBudget = budget(60, { tickets: Percent.default(100) });

/** Quotas of desks are hourly (reference/crm-and-cxone.md section B.3): the longest wait a desk may ask for, ms. */
const DESK_HOLD_MS = 60 * 60_000;

/** `pacing`: how many requests a minute each destination gets, and who gets how much of them. */
export const Pacing = z
  .strictObject({
    telephony: TelephonyBudget.extend({ shares: TelephonyBudget.shape.shares.prefault({}) }).prefault({}),
    crm: CrmBudget.extend({ shares: CrmBudget.shape.shares.prefault({}) }).prefault({}),
    desk: DeskBudget.extend({ shares: DeskBudget.shape.shares.prefault({}) }).prefault({}),
  })
  .prefault({});

/**
 * NICE CXone publishes no limit: two requests a second to start with. (reference/crm-and-cxone.md section C.2)
 */
const CXONE_PER_MINUTE = 120;

const OnCxone = z.looseObject({
  telephony: z.looseObject({ platform: z.literal('cxone') }),
  pacing: z
    .looseObject({
      telephony: z
        .looseObject({ requestsPerMinute: z.unknown().optional().default(CXONE_PER_MINUTE) })
        .prefault({}),
    })
    .prefault({}),
});

/** Settings of a stage with the platform's own budget where they name none. */
export const withBudget = (settings: unknown): unknown => OnCxone.safeParse(settings).data ?? settings;

/** `occupancy`: when a busy routing queue slows the standard lane (guide 002, edge case 3). */
export const Occupancy = z
  .strictObject({
    slowPercent: Percent.default(80),
    stopPercent: Percent.default(90),
    freePercent: Percent.default(75),
    maxAgeSeconds: z.number().int().positive().default(60),
  })
  .prefault({});

/** Budgets as functions get them. A call leaves at most a turn's and a grant's time after its slot. */
export function pacingOf({ pacing, timing }: Stage): z.infer<typeof PacingSettings> {
  const spreadMs = 2 * timing.clockErrorMs + TURN_MS + timing.sendMs;
  return {
    telephony: { ...pacing.telephony, spreadMs },
    crm: { ...pacing.crm, spreadMs },
    desk: { ...pacing.desk, spreadMs, longestHoldMs: DESK_HOLD_MS },
  };
}

/** Thresholds as functions get them. */
export function occupancyOf({ occupancy }: Stage): z.infer<typeof OccupancySettings> {
  const { maxAgeSeconds, ...percents } = occupancy;
  return { ...percents, maxAgeMs: maxAgeSeconds * 1000 };
}

/** Shares and thresholds that do not fit together, with their paths. */
export function pacingProblems(blocks: {
  readonly pacing?: z.infer<typeof Pacing> | undefined;
  readonly occupancy?: z.infer<typeof Occupancy> | undefined;
}): string[] {
  const shares = Object.entries(blocks.pacing ?? {}).flatMap(([destination, { shares }]) => {
    const sum = Object.values(shares).reduce((total, share) => total + share, 0);
    return sum > 100 ? [`pacing.${destination}.shares: together ${sum}, more than 100 per cent`] : [];
  });
  const { slowPercent, stopPercent, freePercent } = blocks.occupancy ?? Occupancy.parse({});
  return [
    ...shares,
    ...(freePercent < slowPercent ? [] : ['occupancy: freePercent must be below slowPercent']),
    ...(slowPercent <= stopPercent ? [] : ['occupancy: slowPercent must not be above stopPercent']),
  ];
}
