import * as z from 'zod/mini';

/**
 * What IoT Core posts to a new HTTP destination of its rules, so that its owner confirms it. Anybody can post one: every
 * field is judged before it is acted on. (AWS IoT developer guide, "HTTP action destinations")
 */
export const IotConfirmation = z.object({
  messageType: z.literal('DestinationConfirmation'),
  /** ARN of the destination. */
  arn: z.string().check(z.maxLength(512)),
  confirmationToken: z.string().check(z.minLength(1), z.maxLength(4096)),
  /** Whoever gets it confirms the destination. */
  enableUrl: z.string().check(z.maxLength(8192)),
});
export type IotConfirmation = z.infer<typeof IotConfirmation>;
