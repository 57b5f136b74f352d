import * as z from 'zod/mini';
import { Purpose } from './alert-class.ts';
import { Key } from './key.ts';

const Column = z.string().check(z.regex(/^\w[\w .-]{0,127}$/, 'must be the name of a column'));

/** Where contacts of a route go, and what tells the platform which agents they are for. */
export const PreviewRoute = z.strictObject({
  /** @default the campaign they were pushed for */
  campaignId: z.exactOptional(Key),
  /** Columns set for contacts of this route, e.g. one that the campaign's `skillColumns` names. */
  columns: z._default(z.record(Column, z.string().check(z.maxLength(512))), {}),
});

/** How contacts of preview campaigns are judged and routed. */
export const PreviewSettings = z.strictObject({
  /** What the calls are for: the permission rules go by it. */
  purpose: Purpose,
  /** A contact without an expiration time is offered for so long. */
  maxHours: z._default(z.int().check(z.minimum(1), z.maximum(720)), 24),
  /** Fields of a push that are columns of the contact lists; the others are kept for the agent's context. */
  columns: z._default(z.array(Column).check(z.maxLength(40)), []),
  /** The column that takes the contact's id, by which a script reads the context. @default none */
  contactIdColumn: z.exactOptional(Column),
  routes: z.record(z.string().check(z.regex(/^[a-z][a-z0-9_]{0,31}$/)), PreviewRoute),
  /** Account tier, spelled as the CRM spells it, to the name of a route. */
  byTier: z.record(z.string(), z.string()),
  /** Takes contacts whose tier is missing or unknown. */
  reviewRoute: z.string(),
  /**
   * What becomes of a contact that an agent passed over because too little was known in time: it is offered again on
   * its list, to the agents of a route, at most so many times. @default the platform alone decides
   */
  requeue: z.exactOptional(
    z.strictObject({ route: z.string(), times: z._default(z.int().check(z.minimum(1), z.maximum(10)), 1) }),
  ),
});
export type PreviewSettings = z.infer<typeof PreviewSettings>;
