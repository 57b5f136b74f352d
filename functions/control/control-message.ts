import * as z from 'zod/mini';
import { ControlRequest } from '../messages/control-request.ts';
import { IotConfirmation } from '../messages/iot-confirmation.ts';

/** What control's queue brings: our own requests, and what IoT Core posts to the door of its confirmations. */
export const ControlMessage = z.union([ControlRequest, IotConfirmation]);
export type ControlMessage = z.infer<typeof ControlMessage>;

/** How that door names itself. */
export const CONFIRMATION_DOOR = 'iot';

/**
 * What to do about a message; `undefined` when it did not come the way its kind does. Anybody may post to the door, so
 * nothing else than a confirmation is taken from it.
 */
export function controlTask(
  message: ControlMessage,
  door: string | undefined,
):
  | { readonly kind: 'mirror'; readonly reference: string }
  | { readonly kind: 'confirm'; readonly confirmation: IotConfirmation }
  | undefined {
  const cameFromDoor = door === CONFIRMATION_DOOR;
  if ('messageType' in message) return cameFromDoor ? { kind: 'confirm', confirmation: message } : undefined;
  return cameFromDoor ? undefined : { kind: 'mirror', reference: message.reference };
}
