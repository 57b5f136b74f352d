import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Call } from './call.ts';
import { ClientPair, oauthError } from './genesys-tokens.ts';
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
  /** From now on these clients are known and no other; tokens of others are over. @throws ZodError one is no client */
  accept(clients: readonly unknown[]): void;
}

/** A desk that knows one client at first, and the tokens that hold. */
export function deskTokens(client: ClientPair): DeskTokens {
  const valid = new Map<string, ClientPair>();
  let known: readonly ClientPair[] = [client];
  const clientOf = (id: string, secret: string): ClientPair | undefined =>
    known.find(({ clientId, clientSecret }) => clientId === id && clientSecret === secret);
  const bearer = (call: Call): string => /^Bearer (.+)$/i.exec(call.headers.authorization ?? '')?.[1] ?? '';
  return {
    answer(call, more) {
      const asked = TokenRequest.safeParse(call.body);
      if (!asked.success) return oauthError(400);
      const { client_id, client_secret } = asked.data;
      const asking = clientOf(client_id, client_secret);
      if (!asking) return oauthError(401);
      const token = randomBytes(24).toString('base64url');
      valid.set(token, asking);
      return { status: 200, body: { access_token: token, token_type: 'Bearer', ...more } };
    },
    holds(call) {
      const holder = valid.get(bearer(call));
      return holder !== undefined && clientOf(holder.clientId, holder.clientSecret) !== undefined;
    },
    expire: (call) => void valid.delete(bearer(call)),
    accept(clients) {
      known = z.array(ClientPair).parse(clients);
    },
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
