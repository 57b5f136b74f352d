import * as z from 'zod';
import { type ListedAlert, listedAlert, listedQuarantine } from '../../functions/overview/listed-alert.ts';
import type { AlertRecord } from '../../functions/ports/ledger.ts';
import type { KeptCopy } from './kept-copy.ts';

/** Stories one page shows. */
const PAGE = 20;

/** What is looked for. It comes in a body: what people type must not stand in an address. */
export const StoryQuery = z.strictObject({
  /** Part of a key, a customer's id, a sensor or a type, in any case. */
  text: z.string().max(200).default(''),
  /** An outcome, or `in_flight`. */
  outcome: z.enum(['placed', 'suppressed', 'uncertain', 'deferred', 'quarantined', 'in_flight']).optional(),
  /** From 0. */
  page: z.int().min(0).default(0),
});
export type StoryQuery = z.infer<typeof StoryQuery>;

/** A page of stories, what changed last at the top. */
export interface StoryPage {
  readonly stories: readonly ListedAlert[];
  /** How many there are on all pages. */
  readonly found: number;
  readonly page: number;
  readonly pages: number;
}

/** The stories that fit. */
export function storyPage(
  alerts: Iterable<AlertRecord>,
  copies: Iterable<KeptCopy>,
  query: StoryQuery,
): StoryPage {
  const text = query.text.trim().toLowerCase();
  const found = listed(alerts, copies)
    .filter((story) => query.outcome === undefined || (story.outcome ?? 'in_flight') === query.outcome)
    .filter((story) => words(story).some((word) => word.toLowerCase().includes(text)))
    .toSorted((a, b) => b.changedAt.localeCompare(a.changedAt) || a.key.localeCompare(b.key));
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const page = Math.min(query.page, pages - 1);
  return { stories: found.slice(page * PAGE, (page + 1) * PAGE), found: found.length, page, pages };
}

/** Alerts, and keys under which nothing but unusable bodies came. */
export function listed(alerts: Iterable<AlertRecord>, copies: Iterable<KeptCopy>): ListedAlert[] {
  const own = [...alerts].map(listedAlert);
  const known = new Set(own.map(({ key }) => key));
  const unusable = new Map([...copies].filter(({ key }) => !known.has(key)).map((copy) => [copy.key, copy]));
  return [...own, ...[...unusable.values()].map((copy) => listedQuarantine(copy.key, copy))];
}

const words = ({ key, customerId, sensorId, alertType, reason }: ListedAlert): string[] =>
  [key, customerId, sensorId, alertType, reason].filter((word) => word !== null);
