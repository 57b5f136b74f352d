import * as z from 'zod/mini';

/** The 128 bits under which an alert's telemetry lies; whoever has them was given them with the call. */
export const PanelReference = z.string().check(z.regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits'));

/** An agent who has signed in to the platform wants to see what a call is about. */
export const PanelSessionRequest = z
  .object({
    reference: PanelReference,
    /** The agent's own token of the platform: visible ASCII, as in an Authorization header. */
    platformToken: z.string().check(z.regex(/^[\x21-\x7e]{1,4096}$/, 'must be a token')),
  })
  .register(z.globalRegistry, {
    title: 'PanelSessionRequest',
    description:
      'Exchanges the reference of a call and the platform token of its agent for a session of five minutes.',
  });
export type PanelSessionRequest = z.infer<typeof PanelSessionRequest>;

/** What an agent says came of a call. */
export const PanelDisposition = z
  .object({ disposition: z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,64}$/, 'must be a code')) })
  .register(z.globalRegistry, {
    title: 'PanelDisposition',
    description: 'What came of the call, by one of the codes that the session names.',
  });
export type PanelDisposition = z.infer<typeof PanelDisposition>;

/** What an agent can say with one click: the code, how the page calls it, and the segments that follow. */
export const PanelChoice = z.strictObject({
  disposition: PanelDisposition.shape.disposition,
  label: z.string().check(z.minLength(1), z.maxLength(60)),
  tags: z.array(z.string()),
});
export type PanelChoice = z.infer<typeof PanelChoice>;

/** How the panel's function is set up. */
export const PanelRules = z.strictObject({
  /** The API host of the platform, and the OAuth client agents sign in with. */
  apiBaseUrl: z.url(),
  clientId: z.string().check(z.minLength(1)),
  choices: z.array(PanelChoice),
});
export type PanelRules = z.infer<typeof PanelRules>;
