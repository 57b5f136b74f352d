import { after, type Protocol } from '../dialing/protocol.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { RecoveryPorts } from './recovery-ports.ts';

type ServedPorts = Pick<RecoveryPorts, 'telephony' | 'contactLists' | 'clock'>;

/**
 * The calls of at most 100 placed alerts that an agent has taken up or a campaign has made, as far as the platform
 * knows: one request for all callbacks and one for each contact list, so that a day's calls never queue up behind each
 * other. `undefined` when it cannot be asked now.
 */
export async function servedCalls(
  alerts: readonly AlertRecord[],
  ports: ServedPorts,
  protocol: Protocol,
): Promise<ReadonlySet<string> | undefined> {
  const placed = alerts.filter(({ state, callId }) => state === 'PLACED' && callId !== undefined);
  const byList = Map.groupBy(placed, ({ contactListId }) => contactListId);
  try {
    const served = await Promise.all(
      [...byList].map(([contactListId, some]) =>
        contactListId === undefined
          ? servedCallbacks(some, ports, protocol)
          : calledContacts(contactListId, some, ports),
      ),
    );
    return new Set(served.flatMap((callIds) => [...callIds]));
  } catch (error) {
    if (error instanceof TransientError || error instanceof RejectedError) return undefined;
    throw error;
  }
}

function servedCallbacks(
  placed: readonly AlertRecord[],
  { telephony, clock }: ServedPorts,
  protocol: Protocol,
): Promise<ReadonlySet<string>> {
  const sent = placed.map(({ sendBy }) => (sendBy ?? clock.now()).getTime());
  const since = after(new Date(Math.min(...sent)), -protocol.sendMs);
  return telephony.servedAmong({ callIds: callIdsOf(placed), since });
}

async function calledContacts(
  contactListId: string,
  placed: readonly AlertRecord[],
  { contactLists }: ServedPorts,
): Promise<readonly string[]> {
  const contacts = await contactLists.readContacts(contactListId, callIdsOf(placed));
  return [...contacts.values()].filter(({ called }) => called).map(({ id }) => id);
}

const callIdsOf = (placed: readonly AlertRecord[]): string[] => placed.map(({ callId = '' }) => callId);
