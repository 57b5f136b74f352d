const UNITS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

/**
 * How long ago something was in English, e.g. `3 minutes ago`; `now` for less than a minute. Pure. Without the browser's
 * own words: to load them takes longer than to draw the rest of a card.
 */
export function ago(seconds: number, now: string): string {
  const fitting = UNITS.find((each) => seconds >= each.seconds);
  if (fitting === undefined) return now;
  const count = Math.floor(seconds / fitting.seconds);
  return `${count} ${fitting.unit}${count === 1 ? '' : 's'} ago`;
}
