const UNITS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** How a page tells ages. */
export interface AgeWords {
  /** Less than a minute. */
  readonly now: string;
  readonly minute: (count: number) => string;
  readonly hour: (count: number) => string;
  readonly day: (count: number) => string;
}

/**
 * How long ago something was, in whole units. Pure. Without the browser's own words: to load them takes longer than to
 * draw the rest of a card.
 */
export function ago(seconds: number, words: AgeWords): string {
  const fitting = UNITS.find((each) => seconds >= each.seconds);
  return fitting ? words[fitting.unit](Math.floor(seconds / fitting.seconds)) : words.now;
}
