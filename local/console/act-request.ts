import * as z from 'zod';

/** What an act was asked for. */
export const ActRequest = z.discriminatedUnion('act', [
  /** One alert for a customer. @default an invented one for whom it is day */
  z.strictObject({
    act: z.literal('send'),
    customerId: z
      .string()
      .regex(/^[A-Za-z0-9._:-]{1,128}$/)
      .optional(),
  }),
  /** Sixty alerts of one sensor. */
  z.strictObject({ act: z.literal('flapping') }),
  /** The CRM takes five seconds for every answer, or no longer. */
  z.strictObject({ act: z.literal('slow-crm'), on: z.boolean() }),
  /** The platform answers 429 to every call, or no longer. */
  z.strictObject({ act: z.literal('throttle'), on: z.boolean() }),
  /** One alert whose call ends the dialing function. */
  z.strictObject({ act: z.literal('crash') }),
  /** Many alerts of as many customers. */
  z.strictObject({ act: z.literal('storm'), alerts: z.int().min(10).max(2000) }),
]);
export type ActRequest = z.infer<typeof ActRequest>;

/** What came of an act: the key of the alert to look at, where there is one. */
export interface Acted {
  readonly key: string | null;
}
