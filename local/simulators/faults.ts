import { z } from 'zod';
import { means, SystemAddress, type SystemName } from './system-name.ts';

const ErrorStatus = z.int().min(300).max(599);

const Fault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status: ErrorStatus,
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ kind: z.literal('status-after'), status: ErrorStatus }),
  z.strictObject({ kind: z.literal('delay'), ms: z.int().min(0).max(3_600_000) }),
  z.strictObject({ kind: z.literal('never') }),
  z.strictObject({ kind: z.literal('never-before') }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('reset-after') }),
  z.strictObject({
    kind: z.literal('body'),
    status: z.int().min(200).max(299).default(200),
    body: z.unknown().optional(),
  }),
  z
    .strictObject({
      kind: z.literal('rate-limit'),
      retryAfterSeconds: z.int().min(0).optional(),
      retryAfterDate: z.iso.datetime({ offset: true }).optional(),
    })
    .refine((fault) => fault.retryAfterSeconds === undefined || fault.retryAfterDate === undefined, {
      path: ['retryAfterDate'],
      message: 'give retryAfterSeconds or retryAfterDate, not both',
    }),
  z.strictObject({ kind: z.literal('expired-token') }),
]);

/**
 * What goes wrong with a request.
 * - `status`: refused with that status; nothing is accepted.
 * - `status-after`: the work is accepted, then that status is answered.
 * - `delay`: the normal answer, `ms` milliseconds late.
 * - `never`, `never-before`: no answer, the work accepted or not; the connection is held until either side ends it.
 * - `reset`, `reset-after`: the socket is destroyed before or after the work is accepted.
 * - `body`: the work is accepted and another body is answered: JSON, or text such as HTML, or none.
 * - `rate-limit`: 429; Retry-After in seconds, as a date (ISO 8601 here, HTTP date on the wire) or absent.
 * - `expired-token`: 401, and where tokens are issued the presented one stays refused.
 */
export type Fault = z.infer<typeof Fault>;

const FaultRule = z.strictObject({
  system: SystemAddress,
  operation: z.string().min(1),
  fault: Fault,
  times: z.int().min(1).optional(),
  match: z.string().min(1).optional(),
});

/**
 * One fault aimed at one operation: its short name (`placeCallback`) or its method and path template.
 * `times`: how many requests it hits, without it every one; `match`: text the raw body must contain.
 * The first rule that fits counts. Faults that accept the work pass over requests that are refused anyway.
 */
export type FaultRule = z.infer<typeof FaultRule>;

/** Rules, or the problems of each field as `0.fault.ms: ...`. */
export type ParsedFaults =
  | { readonly kind: 'rules'; readonly rules: readonly FaultRule[] }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** Parses a JSON array of fault rules. Unknown operations are left to the simulator that takes the rules. */
export function parseFaults(input: unknown): ParsedFaults {
  const parsed = z.array(FaultRule).safeParse(input);
  if (parsed.success) return { kind: 'rules', rules: parsed.data };
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'rules'}: ${issue.message}`);
  return { kind: 'invalid', problems };
}

/** The problems of a system's rules that name no operation of it, as `0.operation: ...`; others are passed over. */
export function operationProblems(
  rules: readonly FaultRule[],
  system: SystemName,
  operations: readonly string[],
): readonly string[] {
  return rules.flatMap((rule, index) =>
    !means(rule.system, system) || operations.includes(rule.operation)
      ? []
      : [`${index}.operation: "${rule.operation}" is not an operation of ${system}`],
  );
}
