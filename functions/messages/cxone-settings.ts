import * as z from 'zod/mini';

/** What a script can be told of a call. `callerId` is the stage's; the others belong to the call. */
export const ScriptParameter = z.enum([
  'phoneNumber',
  'callerId',
  'priority',
  'skillIds',
  'sensorId',
  'alertType',
  'referenceId',
  'attemptId',
]);
export type ScriptParameter = z.infer<typeof ScriptParameter>;

/** A Studio script places the call. `parameters`: what arrives as p1, p2, ... in this order. */
export const ScriptTrigger = z.strictObject({
  kind: z.literal('script'),
  /** Folders and name, separated by backslashes. */
  scriptPath: z.string().check(z.minLength(1)),
  scriptId: z.exactOptional(z.string().check(z.minLength(1))),
  parameters: z
    .array(ScriptParameter)
    .check(z.refine((names) => new Set(names).size === names.length, 'must name each parameter once')),
});
export type ScriptTrigger = z.infer<typeof ScriptTrigger>;

/**
 * The platform's own callback, for a business unit without a script. It has no place for call data, and the stage must
 * say that it does without: the agent sees a number alone, and no search can tell which attempt a call belongs to.
 */
export const CallbackTrigger = z.strictObject({
  kind: z.literal('callback'),
  callData: z.literal('not-sent'),
});

/** How CXone is told to place a call. */
export const CxoneTrigger = z.discriminatedUnion('kind', [ScriptTrigger, CallbackTrigger]);
export type CxoneTrigger = z.infer<typeof CxoneTrigger>;

/** How numbers are written for CXone. `us-ten-digits`: those of country code 1 without it, others as E.164. */
export const NumberFormat = z.enum(['e164', 'us-ten-digits']);
export type NumberFormat = z.infer<typeof NumberFormat>;
