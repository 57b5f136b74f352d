import { DEFAULT_PROTOCOL, type Protocol } from '../functions/dialing/protocol.ts';
import type { StageSettings } from './stage-settings.ts';

/** The protocol with what the stage changes of it; what is absent has the proven value. */
export function protocolOf(dialing: StageSettings['dialing']): Protocol {
  const p = dialing.protocol;
  const ms = (seconds: number | undefined, proven: number): number =>
    seconds === undefined ? proven : seconds * 1000;
  return {
    ...DEFAULT_PROTOCOL,
    requestMs: ms(p.request, DEFAULT_PROTOCOL.requestMs),
    functionMs: ms(p.function, DEFAULT_PROTOCOL.functionMs),
    lateAcceptanceMs: ms(p.lateAcceptance, DEFAULT_PROTOCOL.lateAcceptanceMs),
    suppressionMs: dialing.suppressionMinutes * 60_000,
    slotSurplusMs: ms(p.slotSurplus, DEFAULT_PROTOCOL.slotSurplusMs),
    closingMarginMs: dialing.closingMarginSeconds * 1000,
    freshnessMs: ms(p.freshness, DEFAULT_PROTOCOL.freshnessMs),
    leaseMs: ms(p.lease, DEFAULT_PROTOCOL.leaseMs),
    searchMs: ms(p.search, DEFAULT_PROTOCOL.searchMs),
    reconcileMs: ms(p.reconcile, DEFAULT_PROTOCOL.reconcileMs),
  };
}
