import { RejectedError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import { type SignedHeaders, verifySignature } from './webhook-signature.ts';

/** A request as a signed door forwarded it. */
export interface SignedRequest {
  readonly text: string;
  readonly headers: SignedHeaders;
  /** When the door received it, by the door's clock. */
  readonly receivedAt: Date | undefined;
  readonly edgeId: string;
}

export interface VerificationPorts {
  readonly ledger: Pick<Ledger, 'claimWebhook'>;
  readonly clock: Clock;
  /** The keys that are valid now: one, or two while a sender rotates. @throws {TransientError} */
  signingKeys(): Promise<readonly string[]>;
}

/**
 * Lets a request of a signed door through once, before anything of it is parsed. The same request delivered again
 * passes; another with its id does not.
 * @throws {RejectedError} naming what is wrong with the signature, or `signature_replayed`
 * @throws {TransientError} the keys or the ledger cannot be read
 */
export async function verifyRequest(request: SignedRequest, ports: VerificationPorts): Promise<void> {
  const { text, headers, receivedAt, edgeId } = request;
  if (!receivedAt) throw new RejectedError('signature_malformed', 'the door told no receive time');
  const verdict = verifySignature(text, headers, receivedAt, await ports.signingKeys());
  if (verdict.kind === 'invalid') throw new RejectedError(verdict.reason, 'the signature is not accepted');
  const claim = await ports.ledger.claimWebhook(verdict.id, edgeId, ports.clock.now());
  if (claim === 'replayed') throw new RejectedError('signature_replayed', 'this webhook-id was used before');
}
