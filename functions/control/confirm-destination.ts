import { RejectedError } from '../errors.ts';
import type { IotConfirmation } from '../messages/iot-confirmation.ts';
import type { RuleDestinations } from '../ports/rule-destinations.ts';
import { destinationVerdict, type OwnPlace } from './destination-verdict.ts';

/** How one confirmation ended. */
export interface ConfirmationOutcome {
  readonly outcome: 'confirmed' | 'destination_refused';
  readonly reason: string;
}

/**
 * Confirms a destination of IoT Core's rules that is our own, and refuses every other. Repeatable.
 * @throws {TransientError} IoT Core cannot be reached
 */
export async function confirmDestination(
  message: IotConfirmation,
  own: OwnPlace,
  destinations: RuleDestinations,
): Promise<ConfirmationOutcome> {
  const verdict = destinationVerdict(message, own);
  if (verdict.kind === 'refused') return { outcome: 'destination_refused', reason: verdict.reason };
  try {
    await destinations.confirm(verdict.token);
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    return { outcome: 'destination_refused', reason: error.reason };
  }
  return { outcome: 'confirmed', reason: 'own_destination' };
}
