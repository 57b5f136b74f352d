const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
  day: 86_400_000,
  days: 86_400_000,
};

/**
 * The period of a `rate(...)` expression in milliseconds.
 * @throws for cron expressions and anything else.
 */
export function ratePeriodMs(expression: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (\w+)\)$/.exec(expression) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined || Number(count) < 1)
    throw new Error(`schedule ${expression} is not supported locally, only rate(...) is`);
  return Number(count) * unitMs;
}

/** Running schedules. */
export interface Schedules {
  stop(): void;
}

/** Fires every rule that has a period once per period, first after one period. */
export function startSchedules(
  rules: readonly { readonly name: string; readonly periodMs: number | undefined; fire(): Promise<void> }[],
): Schedules {
  const timers = rules.flatMap((rule) =>
    rule.periodMs === undefined ? [] : [setInterval(() => fireAnyway(rule), rule.periodMs)],
  );
  return { stop: () => timers.forEach(clearInterval) };
}

function fireAnyway({ name, fire }: { readonly name: string; fire(): Promise<void> }): void {
  fire().catch((error: unknown) => console.error(`schedule ${name} failed and goes on:`, error));
}
