import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { RulesByPurpose, WindowPolicy } from '../functions/messages/settings.ts';

/** What a command of this machine must know to reach a running local system's ledger. */
export const LocalDescription = z.strictObject({
  /** Environment variables for an AWS SDK. */
  aws: z.record(z.string(), z.string()),
  ledgerTable: z.string(),
  contactsTable: z.string(),
  archiveBucket: z.string(),
  /** What the names of its queues begin with. */
  queuePrefix: z.string(),
  /** The stage's limit for calling about an alert. */
  maxAgeMinutes: z.number(),
  /** The settings it runs with, as a block of `cdk.json`. */
  settings: z.record(z.string(), z.unknown()),
  /** The rules its calls are judged by. */
  rules: z.strictObject({ policy: WindowPolicy, purposes: RulesByPurpose }),
});
export type LocalDescription = z.infer<typeof LocalDescription>;

/** Where a running local system tells it. */
export const DESCRIPTION_PATH = '__local';

/** Answers `GET /__local`, as soon as there is something to tell, and leaves all other requests alone. */
export function selfDescription(
  describe: () => LocalDescription | undefined,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const description = describe();
    if (request.url !== `/${DESCRIPTION_PATH}` || request.method !== 'GET' || !description) return false;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(description));
    return true;
  };
}
