import {
  type ObservationPorts,
  type ObservationRules,
  type Observed,
  observeQueues,
} from './observe-queues.ts';
import { observeTrunks, type TrunkObserved, type TrunkPorts } from './observe-trunks.ts';

/**
 * Looks at queues and trunks at once, each to its end whatever becomes of the other.
 * @throws the failure of either, when both have ended
 */
export async function observe(
  ports: ObservationPorts & TrunkPorts,
  rules: ObservationRules & { readonly pollsTrunks: boolean },
): Promise<readonly (Observed | TrunkObserved)[]> {
  const looks = [observeQueues(ports, rules), observeTrunks(ports, rules)];
  const ended = await Promise.allSettled<readonly (Observed | TrunkObserved)[]>(looks);
  return ended.flatMap((look) => {
    if (look.status === 'rejected') throw look.reason;
    return look.value;
  });
}
