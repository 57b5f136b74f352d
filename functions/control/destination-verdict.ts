import type { IotConfirmation } from '../messages/iot-confirmation.ts';

/** The account and region whose destinations may be confirmed. */
export interface OwnPlace {
  readonly account: string;
  readonly region: string;
}

export type DestinationVerdict =
  | { readonly kind: 'confirm'; readonly token: string }
  | { readonly kind: 'refused'; readonly reason: RefusedDestination };

export type RefusedDestination = 'another_destination' | 'another_address' | 'another_token';

/** Letters that need no encoding in a path: a token of these is the same text there. */
const TOKEN = /^[A-Za-z0-9_~-]{1,4096}$/;

/**
 * Whether a confirmation is IoT Core's own, for a destination of ours. The address must be, letter for letter, the one
 * IoT Core gives out: whatever a parser of URLs would make of another spelling is of no interest then. Nothing of the
 * address is used afterwards; the request is built from the region and the token.
 */
export function destinationVerdict(message: IotConfirmation, own: OwnPlace): DestinationVerdict {
  const { arn, confirmationToken: token, enableUrl } = message;
  const destinations = `arn:aws:iot:${own.region}:${own.account}:ruledestination/http/`;
  const id = arn.slice(destinations.length);
  if (!arn.startsWith(destinations) || !/^[A-Za-z0-9-]{1,64}$/.test(id)) {
    return { kind: 'refused', reason: 'another_destination' };
  }
  if (!TOKEN.test(token)) return { kind: 'refused', reason: 'another_token' };
  return enableUrl === `${confirmationOrigin(own.region)}${confirmationPath(token)}`
    ? { kind: 'confirm', token }
    : { kind: 'refused', reason: 'another_address' };
}

/** Where IoT Core confirms destinations of a region; no other host is ever asked. */
export const confirmationOrigin = (region: string): string => `https://iot.${region}.amazonaws.com`;

/** The path that confirms the destination of a token. (AWS IoT developer guide, "Confirming topic rule destinations") */
export const confirmationPath = (token: string): string => `/confirmdestination/${token}`;
