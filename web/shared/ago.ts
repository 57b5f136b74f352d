const UNITS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** How long ago something was in English, e.g. `3 minutes ago`; `now` for less than a minute. Pure. */
export function ago(seconds: number, now: string): string {
  const fitting = UNITS.find((each) => seconds >= each.seconds);
  if (fitting === undefined) return now;
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  return words.format(-Math.floor(seconds / fitting.seconds), fitting.unit);
}
