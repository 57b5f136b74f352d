import type { PaceSettings } from '../../functions/messages/settings.ts';
import type { SlotAsk } from '../../functions/runtime/lanes.ts';
import type { SlotAnswer } from '../../functions/runtime/pacing.ts';

/** The budget of a stage that says nothing else: 240 requests a minute. */
export function paceRules(fields: Partial<PaceSettings> = {}): PaceSettings {
  return {
    requestsPerMinute: 240,
    shares: {
      standard: 55,
      recovery: 10,
      control: 5,
      previews: 10,
      reports: 10,
      segments: 5,
      observation: 5,
    },
    spreadMs: 9000,
    ...fields,
  };
}

/** A first attempt that may wait for half a minute. */
export function slotAsk(fields: Partial<SlotAsk> = {}): SlotAsk {
  return { caller: 'standard', kind: 'first', mayProbe: false, latest: 30_000, ...fields };
}

/** Instants of the slots among answers. */
export const slotsOf = (answers: readonly SlotAnswer[]): number[] =>
  answers.flatMap((answer) => (answer.kind === 'slot' ? [answer.at] : []));

/** Most instants that lie in any stretch of this length, its end excluded. */
export function mostWithin(instants: readonly number[], lengthMs: number): number {
  const sorted = instants.toSorted((a, b) => a - b);
  let most = 0;
  let first = 0;
  sorted.forEach((instant, index) => {
    while ((sorted[first] ?? 0) <= instant - lengthMs) first++;
    most = Math.max(most, index - first + 1);
  });
  return most;
}
