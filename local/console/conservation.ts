import { endOf } from '../../functions/messages/alert-state.ts';
import type { Conservation } from '../../functions/overview/reckoning.ts';
import type { AlertRecord } from '../../functions/ports/ledger.ts';
import type { KeptCopy } from './kept-copy.ts';

/** What was counted, the queue before the ledger. */
export interface Counted {
  /** What had been accepted before anything else was counted: edge ids, each with the key it names. */
  readonly accepted: ReadonlyMap<string, string | undefined>;
  /** Messages that wait for admission or that it has in hand. */
  readonly beforeAdmission: number;
  readonly alerts: Iterable<AlertRecord>;
  readonly copies: Iterable<KeptCopy>;
}

type Place = 'ended' | 'inFlight' | 'quarantined' | 'duplicates' | 'nowhere';

/**
 * The figure, for what was accepted since the system started. Each element is looked for where it must be, so that a
 * message that a queue delivers twice counts once.
 */
export function conservation({ accepted, beforeAdmission, alerts, copies }: Counted): Conservation {
  const placeOf = places(alerts, copies);
  const counts = { ended: 0, inFlight: 0, quarantined: 0, duplicates: 0, nowhere: 0 };
  for (const [edgeId, key] of accepted) counts[placeOf(edgeId, key)] += 1;
  const { nowhere, ...found } = counts;
  const isMoving = beforeAdmission > 0;
  return {
    accepted: accepted.size,
    ...found,
    waiting: isMoving ? nowhere : 0,
    missing: isMoving ? 0 : nowhere,
  };
}

/** By its edge id it is an alert or a copy of its own; by its key a further post of what is there already. */
function places(
  alerts: Iterable<AlertRecord>,
  copies: Iterable<KeptCopy>,
): (edgeId: string, key: string | undefined) => Place {
  const byEdge = new Map<string, Place>();
  const keys = new Set<string>();
  for (const { edgeId, key } of copies) {
    // A body that is quarantined whole carries its request's id without a number.
    for (const id of [edgeId, `${edgeId}.0`]) byEdge.set(id, 'quarantined');
    keys.add(key);
  }
  for (const { edgeId, key, state, why } of alerts) {
    byEdge.set(edgeId, endOf(state, why) === undefined ? 'inFlight' : 'ended');
    keys.add(key);
  }
  return (edgeId, key) =>
    byEdge.get(edgeId) ?? (key !== undefined && keys.has(key) ? 'duplicates' : 'nowhere');
}
