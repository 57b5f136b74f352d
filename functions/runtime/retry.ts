/**
 * How long to wait before a repeated try, ms: full jitter under a doubling ceiling.
 * `attempt` counts from 1; `fraction` is random in [0, 1).
 * (AWS Builders' Library, "Timeouts, retries and backoff with jitter")
 */
export function fullJitterMs(attempt: number, baseMs: number, capMs: number, fraction: number): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceiling * fraction);
}
