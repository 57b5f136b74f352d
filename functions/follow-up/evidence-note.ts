import { createHash } from 'node:crypto';
import type { TaskNote } from '../ports/crm.ts';
import type { AlertRecord } from '../ports/ledger.ts';

/**
 * What has come to light about a call after its alert became a case, as one word; `undefined` when nothing has. Another
 * word means another note.
 */
export function evidenceKey({ evidence, ring }: Pick<AlertRecord, 'evidence' | 'ring'>): string | undefined {
  return evidence === undefined ? undefined : `${evidence}.${ring ?? 'waiting'}`;
}

/** The note that tells it. Its id is the same for the same evidence, however often it is told. */
export function evidenceNote(alert: AlertRecord, told: string): TaskNote {
  const text = [
    `The platform had accepted the call after all (conversation ${alert.evidence ?? 'not known'}).`,
    WHAT_BECAME[alert.ring ?? 'waiting'],
    `Alert ${alert.key}.`,
  ].join('\n');
  return { id: createHash('sha256').update(told).digest('hex'), text };
}

const WHAT_BECAME = {
  waiting: 'It waits for an agent, or an agent has taken it up.',
  rung: 'An agent has taken it up: the customer was called.',
  withdrawn: 'It was taken back before anybody took it up: the customer was not called.',
} as const;
