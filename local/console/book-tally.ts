import { type AlertEnd, endOf } from '../../functions/messages/alert-state.ts';
import type { Tally } from '../../functions/ports/tally-book.ts';
import type { AlertBook } from './alert-book.ts';

/** What the read of a deployed stage counts by an index, from the book; `strayed` as it. */
export function bookTally(
  { alerts, copies }: Pick<AlertBook, 'alerts' | 'copies'>,
  since: Date,
): { readonly tally: Tally; readonly strayed: number } {
  const ended: Partial<Record<AlertEnd, number>> = {};
  const count = (end: AlertEnd): void => {
    ended[end] = (ended[end] ?? 0) + 1;
  };
  for (const { isAlert, at } of copies.values()) if (isAlert && at >= since) count('quarantined');
  const open = [];
  for (const alert of alerts.values()) {
    if (alert.admittedAt < since) continue;
    const end = endOf(alert.state, alert.why);
    if (end === undefined) open.push(alert);
    else count(end);
  }
  return {
    tally: { ended, open: open.map(({ key }) => key), more: false },
    strayed: open.filter(({ nextAt }) => nextAt === undefined).length,
  };
}
