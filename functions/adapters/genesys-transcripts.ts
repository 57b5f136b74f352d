import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import type { Transcripts } from '../ports/transcripts.ts';
import type { HttpAnswer, HttpClient } from './http.ts';
import { repeatableFailure, repeatableSilence } from './http-outcome.ts';
import type { TokenSource } from './kept-tokens.ts';

/** Three requests stand before a write that must leave within four seconds. */
const DEADLINE_MS = 1000;

const Details = z.object({
  participants: z.array(
    z.object({
      purpose: z.optional(z.string()),
      sessions: z.optional(z.array(z.object({ sessionId: z.optional(z.string()) }))),
    }),
  ),
});
const TranscriptUrl = z.object({ url: z.url() });
const Transcript = z.object({
  transcripts: z.array(
    z.object({
      phrases: z.array(z.object({ text: z.string(), participantPurpose: z.optional(z.string()) })),
    }),
  ),
});

/** How the signed address of a transcript is fetched. */
export interface TranscriptFiles {
  /** Whether a file may be fetched from there. */
  allows(url: URL): boolean;
  clientOf(origin: string): HttpClient;
}

/** Pre-signed addresses are S3's, over TLS. */
export const isS3 = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' && hostname.endsWith('.amazonaws.com');

/**
 * Transcripts of Genesys Cloud by `transcripturl` (reference/genesys-cloud.md, section 6). The signed address is
 * fetched at once, without our token, and neither logged nor kept.
 */
export function genesysTranscripts(
  api: HttpClient,
  tokens: TokenSource,
  files: TranscriptFiles,
  now: () => Date,
): Transcripts {
  async function get<S extends z.core.$ZodType>(path: string, schema: S): Promise<z.output<S> | undefined> {
    const token = await tokens.ready();
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const answer = await fetched(api, path, headers);
    if (answer.status === 401) tokens.refused(token);
    return answer.status === 404 ? undefined : parsed(schema, answer, now());
  }

  return {
    async read(conversationId) {
      const id = encodeURIComponent(conversationId);
      const details = await get(`/api/v2/analytics/conversations/${id}/details`, Details);
      const session = details?.participants
        .filter(({ purpose }) => purpose === 'customer' || purpose === 'external')
        .flatMap(({ sessions = [] }) => sessions)
        .find(({ sessionId }) => sessionId !== undefined);
      if (session?.sessionId === undefined) return undefined;
      const communication = encodeURIComponent(session.sessionId);
      const place = `/api/v2/speechandtextanalytics/conversations/${id}/communications/${communication}`;
      const found = await get(`${place}/transcripturl`, TranscriptUrl);
      if (!found) return undefined;
      const url = new URL(found.url);
      if (!files.allows(url))
        throw new TransientError('transcript_foreign_host', 'the file is not where files are');
      const answer = await fetched(files.clientOf(url.origin), `${url.pathname}${url.search}`, {});
      if (answer.status === 404) return undefined;
      return parsed(Transcript, answer, now()).transcripts.flatMap(({ phrases }) =>
        phrases.map(({ text, participantPurpose }) => ({
          text,
          byCustomer: participantPurpose === 'external' || participantPurpose === 'customer',
        })),
      );
    },
  };
}

async function fetched(
  client: HttpClient,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<HttpAnswer> {
  try {
    return await client.send({ method: 'GET', path, headers, deadlineMs: DEADLINE_MS });
  } catch (error) {
    throw repeatableSilence('genesys', error);
  }
}

/** A summary is no reason to give an update up: what cannot be read is asked for again, for some time. */
function parsed<S extends z.core.$ZodType>(schema: S, answer: HttpAnswer, now: Date): z.output<S> {
  const failure = repeatableFailure('genesys', answer, now);
  if (failure) throw new TransientError(failure.reason, failure.message);
  try {
    return z.parse(schema, JSON.parse(answer.body));
  } catch {
    throw new TransientError('genesys_unreadable', 'the answer is not as agreed');
  }
}
