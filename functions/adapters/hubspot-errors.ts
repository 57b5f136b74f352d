import * as z from 'zod/mini';
import { type RejectedError, TransientError, type UnknownOutcomeError } from '../errors.ts';
import type { HttpAnswer } from './http.ts';
import { segmentFailure } from './segment-outcome.ts';

const Limited = z.object({ policyName: z.optional(z.string()) });

/** How long each limit lasts, ms; `DAILY` lasts until midnight at the portal (reference/crm-and-cxone.md, D.2). */
const WINDOWS_MS: Readonly<Record<string, number>> = { SECONDLY: 1000, TEN_SECONDLY_ROLLING: 10_000 };

/** What an answer means for a write that may be repeated: `undefined` is success. */
export function hubspotFailure(
  answer: HttpAnswer,
  timeZone: string,
  now: Date,
): TransientError | RejectedError | UnknownOutcomeError | undefined {
  if (answer.status !== 429) return segmentFailure('hubspot', answer, now);
  const policy = policyIn(answer);
  const retryAfterMs = policy === 'DAILY' ? untilMidnightMs(now, timeZone) : (WINDOWS_MS[policy] ?? 10_000);
  return new TransientError('hubspot_throttled', 'hubspot answered 429', { retryAfterMs });
}

function policyIn({ body }: HttpAnswer): string {
  try {
    return Limited.parse(JSON.parse(body)).policyName ?? '';
  } catch {
    return '';
  }
}

/** Until the wall clock of a zone shows 24:00; on a day whose clocks change, an hour early or late. */
export function untilMidnightMs(now: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(now);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const passed = (part('hour') * 60 + part('minute')) * 60 + part('second');
  return (24 * 3600 - passed) * 1000;
}
