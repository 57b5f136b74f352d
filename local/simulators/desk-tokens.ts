import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Call } from './call.ts';
import { oauthError } from './genesys-tokens.ts';
import type { Answer } from './vendor.ts';

const TokenRequest = z.looseObject({
  grant_type: z.literal('client_credentials'),
  client_id: z.string(),
  client_secret: z.string(),
});

/** Tokens of a desk whose login takes its fields in the form. */
export interface DeskTokens {
  /** The answer to a token request; `more` stands beside the token. */
  answer(call: Call, more: Readonly<Record<string, unknown>>): Answer;
  /** Whether the presented token still holds. */
  holds(call: Call): boolean;
  /** Ends the life of the presented token. */
  expire(call: Call): void;
}

/** A desk that knows one client. Only the last token it gave is kept besides those that still hold. */
export function deskTokens(client: { readonly clientId: string; readonly clientSecret: string }): DeskTokens {
  const valid = new Set<string>();
  const bearer = (call: Call): string => /^Bearer (.+)$/i.exec(call.headers.authorization ?? '')?.[1] ?? '';
  return {
    answer(call, more) {
      const asked = TokenRequest.safeParse(call.body);
      if (!asked.success) return oauthError(400);
      const { client_id, client_secret } = asked.data;
      if (client_id !== client.clientId || client_secret !== client.clientSecret) return oauthError(401);
      const token = randomBytes(24).toString('base64url');
      valid.add(token);
      return { status: 200, body: { access_token: token, token_type: 'Bearer', ...more } };
    },
    holds: (call) => valid.has(bearer(call)),
    expire: (call) => void valid.delete(bearer(call)),
  };
}

/** A ticket as the control surface shows it, whichever desk it lies at. */
export interface SimulatedTicket {
  readonly id: string;
  readonly number: string;
  /** Our key. */
  readonly key: string;
  readonly open: boolean;
  readonly subject: string;
  readonly description: string;
  readonly priority: string;
  /** What was added, the oldest first. */
  readonly notes: readonly string[];
}
