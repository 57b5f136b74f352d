import * as z from 'zod';

/** What is billed, by its name in the price table. */
export const PRICED = [
  'apiRequests',
  'queueRequests',
  'lambdaRequests',
  'lambdaGigabyteSeconds',
  'writeUnits',
  'readUnits',
  'tableGigabyteMonths',
  'backupGigabyteMonths',
  'objectsPut',
  'objectsRead',
  'objectGigabyteMonths',
  'secretMonths',
  'secretReads',
  'logGigabytes',
  'maskedGigabytes',
  'metricMonths',
  'alarmMonths',
  'compositeAlarmMonths',
  'dashboardMonths',
  'busEvents',
] as const;
export type Priced = (typeof PRICED)[number];

/** Quantities by what is billed; what is absent is none. */
export type Quantities = Readonly<Partial<Record<Priced, number>>>;

/** The price table: what it holds for, as of when, and where each price is from. */
export const PriceTable = z.strictObject({
  asOf: z.iso.date(),
  region: z.string(),
  currency: z.literal('USD'),
  terms: z.string(),
  sources: z.record(z.string(), z.string()),
  prices: z.record(
    z.enum(PRICED),
    z.strictObject({
      usd: z.number().positive(),
      /** So many of them cost that. */
      per: z.number().positive(),
      what: z.string(),
      source: z.string(),
    }),
  ),
});
export type PriceTable = z.infer<typeof PriceTable>;

/** How alerts end. */
export const OUTCOMES = ['placed', 'suppressed', 'duplicate', 'deferred'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What was measured for one alert of an outcome, and for one start of each clock. */
export const Measured = z.strictObject({
  measuredAt: z.iso.date(),
  command: z.string(),
  notes: z.array(z.string()),
  outcomes: z.record(
    z.enum(OUTCOMES),
    z.strictObject({
      writeUnits: z.number(),
      readUnits: z.number(),
      messagesSent: z.number(),
      messagesDeleted: z.number(),
      objectsPut: z.number(),
      /** From taking a message up to its end, all functions together. */
      workMs: z.number(),
      logBytes: z.number(),
    }),
  ),
  /** One start by the clock of each function that starts every minute, all together. */
  everyMinute: z.strictObject({ starts: z.number(), workMs: z.number(), readUnits: z.number() }),
  largestItemBytes: z.number(),
  /** Distinct metrics that these alerts made. */
  metrics: z.number(),
});
export type Measured = z.infer<typeof Measured>;

/** How many alerts end how. */
export type Mix = Readonly<Record<Outcome, number>>;

/** What a stage costs when nothing happens, counted in its template. */
export interface Standing {
  readonly alarms: number;
  readonly compositeAlarms: number;
  readonly dashboards: number;
  readonly secrets: number;
  /** Queues that Lambda polls. */
  readonly mappings: number;
  /** Characters of one line of the access log. */
  readonly accessLogBytes: number;
}

/** Memory of every function, GB (lib/constructs/function-defaults.ts). */
const GIGABYTES = 0.5;
const GB = 1_000_000_000;
const MINUTES_A_MONTH = 60 * 24 * 30;

/** Lambda polls a standard queue by five long polls of up to 20 s. (Lambda developer guide, "Using Lambda with Amazon SQS") */
const EMPTY_POLLS_A_MINUTE = 15;

/** Alerts and telemetry of a kilobyte are kept for a month and for three. */
const TELEMETRY_MONTHS = 3;
const TELEMETRY_BYTES = 1024;

/** What alerts of a mix need. Batches of one: on AWS up to ten share a receive, a start and a delete. */
export function alertQuantities(mix: Mix, measured: Measured, { accessLogBytes }: Standing): Quantities {
  const sum = (value: (one: Measured['outcomes'][Outcome]) => number): number =>
    OUTCOMES.reduce((total, name) => total + mix[name] * value(measured.outcomes[name]), 0);
  const alerts = OUTCOMES.reduce((total, name) => total + mix[name], 0);
  const items = (alerts - mix.duplicate) * measured.largestItemBytes;
  const objects = sum(({ objectsPut }) => objectsPut);
  const logs = sum(({ logBytes }) => logBytes);
  return {
    apiRequests: alerts,
    queueRequests: sum(({ messagesSent, messagesDeleted }) => 2 * messagesSent + messagesDeleted),
    lambdaRequests: sum(({ messagesDeleted }) => messagesDeleted),
    lambdaGigabyteSeconds: (sum(({ workMs }) => workMs) / 1000) * GIGABYTES,
    writeUnits: sum(({ writeUnits }) => writeUnits),
    readUnits: sum(({ readUnits }) => readUnits),
    tableGigabyteMonths: items / GB,
    backupGigabyteMonths: items / GB,
    objectsPut: objects,
    objectGigabyteMonths: (objects * TELEMETRY_BYTES * TELEMETRY_MONTHS) / GB,
    logGigabytes: (logs + alerts * accessLogBytes) / GB,
    maskedGigabytes: logs / GB,
  };
}

/** What a stage needs in a month in which nothing happens. */
export function monthlyQuantities({ everyMinute, metrics }: Measured, standing: Standing): Quantities {
  const starts = everyMinute.starts * MINUTES_A_MONTH;
  return {
    lambdaRequests: starts,
    lambdaGigabyteSeconds: (everyMinute.workMs / 1000) * GIGABYTES * MINUTES_A_MONTH,
    readUnits: everyMinute.readUnits * MINUTES_A_MONTH,
    queueRequests: standing.mappings * EMPTY_POLLS_A_MINUTE * MINUTES_A_MONTH,
    secretMonths: standing.secrets,
    // Read every five minutes by whoever works.
    secretReads: (standing.secrets * MINUTES_A_MONTH) / 5,
    metricMonths: metrics,
    alarmMonths: standing.alarms,
    compositeAlarmMonths: standing.compositeAlarms,
    dashboardMonths: standing.dashboards,
  };
}

/** One line of a bill. */
export interface BillLine {
  readonly what: string;
  readonly quantity: number;
  readonly usd: number;
}

/** The bill for some quantities, the dearest first. */
export function bill(quantities: Quantities, { prices }: PriceTable): readonly BillLine[] {
  return PRICED.flatMap((name): BillLine[] => {
    const quantity = quantities[name] ?? 0;
    const { usd, per, what } = prices[name];
    return quantity > 0 ? [{ what, quantity, usd: (quantity / per) * usd }] : [];
  }).toSorted((a, b) => b.usd - a.usd);
}

/** What lines come to. */
export const total = (lines: readonly BillLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
