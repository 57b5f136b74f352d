import type { AlertRecord } from '../../functions/ports/ledger.ts';
import { alertStory } from '../../functions/story/alert-story.ts';
import type { KeptCopy } from './kept-copy.ts';

/** Whether everything that was accepted is somewhere: accepted = ended + in flight + quarantined + duplicates + waiting. */
export interface Conservation {
  /** Elements of requests that were answered 202. */
  readonly accepted: number;
  readonly ended: number;
  readonly inFlight: number;
  readonly quarantined: number;
  /** Further posts of a key that was there already, and of bodies that could not be used before. */
  readonly duplicates: number;
  /** Accepted and not yet admitted, as long as admission has messages. */
  readonly waiting: number;
  /** What is nowhere; anything but 0 is an error. */
  readonly missing: number;
}

/** What was counted, the queue before the ledger. */
export interface Counted {
  /** Edge ids that had been accepted before anything else was counted. */
  readonly accepted: ReadonlySet<string>;
  /** Messages that wait for admission or that it has in hand. */
  readonly beforeAdmission: number;
  readonly alerts: Iterable<AlertRecord>;
  readonly copies: Iterable<KeptCopy>;
  /** Bodies that could not be used and were kept already. */
  readonly repeatedCopies: number;
}

/** The figure, for the alerts that were accepted since the system started. */
export function conservation(counted: Counted): Conservation {
  const { accepted, beforeAdmission, alerts, copies, repeatedCopies } = counted;
  const own = [...alerts].filter(({ edgeId }) => accepted.has(edgeId));
  const ended = own.filter((alert) => alertStory(alert).outcome !== null && alertStory(alert).final).length;
  const inFlight = own.length - ended;
  const quarantined = [...copies].filter(({ edgeId }) => isAccepted(edgeId, accepted)).length;
  const duplicates = repeatedCopies + own.reduce((sum, alert) => sum + alert.duplicates, 0);
  const rest = accepted.size - ended - inFlight - quarantined - duplicates;
  const isMoving = beforeAdmission > 0 && rest > 0;
  return {
    accepted: accepted.size,
    ended,
    inFlight,
    quarantined,
    duplicates,
    waiting: isMoving ? rest : 0,
    missing: isMoving ? 0 : rest,
  };
}

/** A body that is quarantined whole carries its request's id without a number. */
const isAccepted = (edgeId: string, accepted: ReadonlySet<string>): boolean =>
  accepted.has(edgeId) || accepted.has(`${edgeId}.0`);
