import * as z from 'zod/mini';

/** The 128 bits under which an alert's telemetry lies; whoever has them was given them with the call. */
export const PanelReference = z.string().check(z.regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits'));

/** Visible ASCII, as in an Authorization header. */
const token = (length: number) =>
  z.string().check(z.regex(new RegExp(`^[\\x21-\\x7e]{1,${length}}$`), 'must be a token'));

/** An agent who has signed in to the platform wants to see what a call is about, and brings its token or its code. */
export const PanelSessionRequest = z
  .object({
    reference: PanelReference,
    /** The agent's own token of the platform. */
    platformToken: z.optional(token(4096)),
    /** What the platform led the browser back with, where it gives codes; good once. */
    signIn: z.optional(
      z.object({
        code: token(2048),
        /** Unreserved characters (RFC 7636, section 4.1). */
        verifier: z.string().check(z.regex(/^[A-Za-z0-9._~-]{43,128}$/, 'must be a verifier')),
        page: token(1024),
      }),
    ),
  })
  .check(
    z.refine(({ platformToken, signIn }) => platformToken !== undefined || signIn !== undefined, {
      path: ['platformToken'],
      message: 'must be there, or what a sign-in gave',
    }),
  )
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

const Text = z.string().check(z.minLength(1));

/** Agents of Genesys Cloud: the API host, and the OAuth client they sign in with. */
export const GenesysAgentSettings = z.strictObject({
  platform: z.literal('genesys'),
  apiBaseUrl: z.url(),
  clientId: Text,
});

/** Agents of NICE CXone: who issues their tokens, for which application, and whose agents they are. */
export const CxoneAgentSettings = z.strictObject({
  platform: z.literal('cxone'),
  issuer: z.url(),
  clientId: Text,
  /** What tokens name as the application they are for. */
  audience: Text,
  tenantId: Text,
});
export type CxoneAgentSettings = z.infer<typeof CxoneAgentSettings>;

/** How agents are known, by platform. */
export const AgentSettings = z.discriminatedUnion('platform', [GenesysAgentSettings, CxoneAgentSettings]);
export type AgentSettings = z.infer<typeof AgentSettings>;

/** How the panel's function is set up. */
export const PanelRules = z.strictObject({
  agents: AgentSettings,
  choices: z.array(PanelChoice),
});
export type PanelRules = z.infer<typeof PanelRules>;
