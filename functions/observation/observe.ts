import { type EndedObserved, type EndedPorts, observeEnded } from './observe-ended.ts';
import {
  type ObservationPorts,
  type ObservationRules,
  type Observed,
  observeQueues,
} from './observe-queues.ts';
import { observeTrunks, type TrunkObserved, type TrunkPorts } from './observe-trunks.ts';

type Seen = Observed | TrunkObserved | EndedObserved;

/**
 * Looks at queues, trunks and conversations at once, each to its end whatever becomes of the others.
 * @throws the failure of the first that failed, when all have ended
 */
export async function observe(
  ports: ObservationPorts & TrunkPorts & EndedPorts,
  rules: ObservationRules & { readonly pollsTrunks: boolean; readonly pollsEnded: boolean },
): Promise<readonly Seen[]> {
  const looks = [observeQueues(ports, rules), observeTrunks(ports, rules), observeEnded(ports, rules)];
  const ended = await Promise.allSettled<readonly Seen[]>(looks);
  return ended.flatMap((look) => {
    if (look.status === 'rejected') throw look.reason;
    return look.value;
  });
}
