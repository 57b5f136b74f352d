import type { AlertRecord, QuarantineMark } from '../ports/ledger.ts';
import { type AlertStory, alertStory, quarantinedStory } from '../story/alert-story.ts';

/** An alert as one line of a list. Ids and instants only: nothing says who anybody is. */
export interface ListedAlert {
  readonly key: string;
  readonly customerId: string | null;
  readonly sensorId: string | null;
  readonly alertType: string | null;
  readonly lane: string | null;
  readonly state: AlertStory['state'];
  /** `null` while it is in flight. */
  readonly outcome: AlertStory['outcome'];
  readonly final: boolean;
  readonly reason: string | null;
  /** When its last step was taken, ISO 8601. */
  readonly changedAt: string;
}

/** The line of an alert. */
export function listedAlert(alert: AlertRecord): ListedAlert {
  const { key, customerId, sensorId, alertType, severity } = alert;
  return { ...standing(alertStory(alert)), key, customerId, sensorId, alertType, lane: severity };
}

/** The line of a key under which only unusable bodies came. */
export function listedQuarantine(key: string, mark: QuarantineMark): ListedAlert {
  const nobody = { customerId: null, sensorId: null, alertType: null, lane: null };
  return { ...standing(quarantinedStory(key, mark)), ...nobody, key };
}

const standing = ({ state, outcome, final, reason, waitingFor, transitions }: AlertStory) => ({
  state,
  outcome,
  final,
  reason: typeof waitingFor === 'string' ? waitingFor : reason,
  changedAt: transitions.at(-1)?.at ?? '',
});
