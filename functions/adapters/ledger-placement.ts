import type { Acceptance, AlertRecord, AlertState, Placement } from '../ports/ledger.ts';
import * as conditions from './ledger-conditions.ts';
import { alertFrom } from './ledger-items.ts';
import type { LedgerTable } from './ledger-table.ts';

/** A case moves on at most twice while its late call is written down. */
const EVIDENCE_TRIES = 3;

const CASES: ReadonlySet<AlertState> = new Set(['CASE_PENDING', 'CASED', 'QUARANTINED']);

/** P2, else P3: what the platform accepted is kept whatever became of the alert, as long as the attempt is the same. */
export async function placeOrKeep(
  items: LedgerTable,
  alert: AlertRecord,
  acceptance: Acceptance,
): Promise<Placement> {
  const { callId } = acceptance;
  const placed = await items.change((ours) => conditions.recordPlaced(alert, ours, acceptance));
  let there = placed.alert;
  for (let tries = 0; placed.kind === 'lost' && tries < EVIDENCE_TRIES; tries++) {
    if (!there || there.attemptId !== alert.attemptId) return placed;
    // Written by an earlier call of this method whose reply was lost.
    if (there.callId === callId) return { kind: 'moved', alert: there };
    if (there.evidence === callId) return { kind: 'evidence', alert: there };
    if (!CASES.has(there.state)) return placed;
    const refused = await items.attempt(conditions.recordEvidence(alert, there, acceptance));
    if (!refused) return { kind: 'evidence', alert: there };
    there = refused.item && alertFrom(refused.item);
  }
  return placed;
}
