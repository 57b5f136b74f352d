import { after, type Protocol } from '../dialing/protocol.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { RecoveryPorts } from './recovery-ports.ts';

/**
 * The calls of at most 100 placed alerts that an agent has taken up, as far as the platform's search knows: one request
 * for all, so that a day's calls never queue up behind each other. `undefined` when it cannot be asked now.
 */
export async function servedCalls(
  alerts: readonly AlertRecord[],
  { telephony, clock }: Pick<RecoveryPorts, 'telephony' | 'clock'>,
  protocol: Protocol,
): Promise<ReadonlySet<string> | undefined> {
  const placed = alerts.filter(({ state, callId }) => state === 'PLACED' && callId !== undefined);
  if (placed.length === 0) return new Set();
  const sent = placed.map(({ sendBy }) => (sendBy ?? clock.now()).getTime());
  try {
    return await telephony.servedAmong({
      callIds: placed.map(({ callId = '' }) => callId),
      since: after(new Date(Math.min(...sent)), -protocol.sendMs),
    });
  } catch (error) {
    if (error instanceof TransientError || error instanceof RejectedError) return undefined;
    throw error;
  }
}
