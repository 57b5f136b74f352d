import type { Ledger } from '../ports/ledger.ts';
import { type AlertStory, alertStory, quarantinedStory } from './alert-story.ts';

/** The story of a key; `undefined` until it is admitted. @throws {TransientError} the ledger cannot be reached */
export async function tellStory(
  key: string,
  ledger: Pick<Ledger, 'readStory'>,
): Promise<AlertStory | undefined> {
  const { alert, quarantined, stop } = await ledger.readStory(key);
  if (alert) return alertStory(alert, quarantined, stop);
  return quarantined && quarantinedStory(key, quarantined);
}
