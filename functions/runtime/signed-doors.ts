import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import { verifyRequest } from './verify-request.ts';

/** A door whose requests must be signed. */
export interface SignedDoor {
  readonly door: string;
  signingKeys(): Promise<readonly string[]>;
}

/** What came with a message: its edge id and what the door wrote beside the text. */
interface Accompanied {
  readonly edgeId: string;
  attribute(name: string): string | undefined;
}

/** What is verified of each message: those of signed doors, by what the door wrote beside the text. */
export function signedDoors(
  doors: readonly SignedDoor[],
  ports: { readonly ledger: Pick<Ledger, 'claimWebhook'>; readonly clock: Clock },
): (text: string, delivery: Accompanied) => Promise<void> {
  return async (text, delivery) => {
    const signed = doors.find(({ door }) => door === delivery.attribute('door'));
    if (!signed) return;
    const receivedAt = delivery.attribute('receivedAt');
    await verifyRequest(
      {
        text,
        edgeId: delivery.edgeId,
        receivedAt: receivedAt === undefined ? undefined : new Date(Number(receivedAt)),
        headers: {
          id: delivery.attribute('webhookId'),
          timestamp: delivery.attribute('webhookTimestamp'),
          signature: delivery.attribute('webhookSignature'),
        },
      },
      { ...ports, signingKeys: () => signed.signingKeys() },
    );
  };
}
