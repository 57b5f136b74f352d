import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import { REVOKED_MS } from './form-tokens.ts';
import { type HttpAnswer, NoAnswerError, NotSentError, retryAfterMs } from './http.ts';

/**
 * Whether a request that was sent once more by mistake would do harm: a read or a keyed write would not, a plain
 * insert or an appended note would.
 */
export type Repeating = 'harmless' | 'harmful';

/** What a desk's own code says about a refusal; `undefined` where the status says it all. */
export type CodeVerdict = { readonly kind: 'later'; readonly waitMs?: number } | { readonly kind: 'never' };

/** One system's way to refuse. */
export interface DeskDialect {
  readonly system: string;
  /** The vendor's own code in a refusal, in small letters; the status where there is none. */
  codeOf(answer: HttpAnswer): string;
  /** What a code means where it overrules its status. */
  verdictOf(code: string, status: number): CodeVerdict | undefined;
}

/** A quota that tells no time is asked again after this, ms. */
const QUOTA_MS = 60_000;

/**
 * What an answer that is no success means. 429 and quotas wait for as long as the desk says; credentials and
 * permissions wait for a person; what the desk does not understand is refused for good.
 */
export function deskFailure(
  { system, codeOf, verdictOf }: DeskDialect,
  answer: HttpAnswer,
  repeating: Repeating,
  now: Date,
): TransientError | RejectedError | UnknownOutcomeError {
  const { status } = answer;
  const code = codeOf(answer);
  const verdict = verdictOf(code, status);
  const later = (reason: string, waitMs?: number) =>
    new TransientError(`${system}_${reason}`, `${system} answered ${status}`, { retryAfterMs: waitMs });
  if (verdict?.kind === 'later') return later(code, verdict.waitMs);
  if (verdict?.kind === 'never') return refused(system, code, status);
  if (status === 401) return later('unauthorized', REVOKED_MS);
  if (status === 429) return later('throttled', quotaMs(answer, now));
  if (status >= 500 || status === 408 || status < 400) {
    return repeating === 'harmful'
      ? new UnknownOutcomeError(`${system}_answered_${status}`, `${system} may have done it`)
      : later('unavailable', retryAfterMs(answer.headers['retry-after'], now));
  }
  return refused(system, code, status);
}

const refused = (system: string, code: string, status: number): RejectedError =>
  new RejectedError(`integration_failure: ${system} ${code}`, `${system} refused with ${status}`);

/** An hourly quota names when it resets, in seconds from now or as a UNIX time. */
function quotaMs({ headers }: HttpAnswer, now: Date): number {
  const told = retryAfterMs(headers['retry-after'], now);
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000 - now.getTime();
  const HOUR_MS = 60 * 60_000;
  return told ?? (reset > 0 && reset <= HOUR_MS ? reset : QUOTA_MS);
}

/** What a request without an answer means. */
export function deskSilence(system: string, error: unknown, repeating: Repeating): Error {
  if (error instanceof NoAnswerError && repeating === 'harmful') {
    return new UnknownOutcomeError(`${system}_no_answer`, `${system}: ${error.message}`, { cause: error });
  }
  if (error instanceof NotSentError || error instanceof NoAnswerError) {
    return new TransientError(`${system}_unavailable`, `${system}: ${error.message}`, { cause: error });
  }
  return error instanceof Error ? error : new Error(`${system}: a value was thrown that is no error`);
}

/** An answer that is a success by its status and says nothing that we can use. */
export function deskNonsense(system: string, what: string, repeating: Repeating): Error {
  const reason = `${system}_${what}`;
  return repeating === 'harmful'
    ? new UnknownOutcomeError(reason, `${system} answered without proof`)
    : new TransientError(reason, `${system} answered without proof`);
}
