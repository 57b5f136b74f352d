import type { CampaignRecord, Completion } from '../messages/campaign-record.ts';
import { newDelivery } from './campaign-life.ts';

/**
 * The record when somebody asks again: the last end is looked at now, within a new correction window, and what was parked
 * is delivered again. `undefined` when the campaign has not ended. A report that is right makes no new version.
 */
export function rebuilt(record: CampaignRecord, now: Date): CampaignRecord | undefined {
  const last = record.completions.at(-1);
  if (!last) return undefined;
  return { ...record, completions: [...record.completions.slice(0, -1), again(last, now)] };
}

function again(completion: Completion, now: Date): Completion {
  const phase = completion.versions.length > 0 ? 'RECHECKING' : 'SEEN';
  const versions = completion.versions.map((version) => ({
    ...version,
    deliveries: Object.fromEntries(
      Object.entries(version.deliveries).map(([name, delivery]) => [
        name,
        delivery.state === 'PARKED' ? newDelivery(now) : delivery,
      ]),
    ),
  }));
  return {
    ...completion,
    phase,
    why: null,
    seenAt: now,
    settlingSince: null,
    calm: 0,
    looks: completion.looks + 1,
    nextLookAt: now,
    versions,
  };
}
