import type { Decision } from '../messages/alert-facts.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import { decisionFrom, decisionOnAlert, decisionText } from './decision-text.ts';
import { ALERT_DAYS, alertFrom, decisionKey, expiresAt, type Item } from './ledger-items.ts';
import type { LedgerTable } from './ledger-table.ts';

/** Decisions that are too long for their alert's item, on items of their own. */
export function ledgerDecisions(items: LedgerTable) {
  return {
    /** To be done before the alert refers to it; what a lost move leaves behind is written over, or ends by itself. */
    async keepWhole(key: string, decision: Decision | undefined): Promise<void> {
      if (!decision || decisionOnAlert(decision).isWhole) return;
      const expires = expiresAt(decision.at, ALERT_DAYS);
      await items.put({ pk: decisionKey(key), decision: decisionText(decision), expiresAt: expires });
    },

    /** The alert with all its decision was made from. */
    async withWhole(item: Item): Promise<AlertRecord> {
      const alert = alertFrom(item);
      if (!alert.decision || alert.decision.asked) return alert;
      const kept = (await items.strongly(decisionKey(alert.key)))?.decision?.S;
      const decision = kept === undefined ? undefined : decisionFrom(kept);
      const isOfThis = decision?.at.getTime() === alert.decision.at.getTime();
      return decision && isOfThis ? { ...alert, decision } : alert;
    },
  };
}
