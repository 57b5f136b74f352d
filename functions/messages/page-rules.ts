import * as z from 'zod/mini';

/** What a stage says of one page. */
export const PageRules = z.strictObject({
  /** Origins whose pages may hold this one in a frame; nobody may when there are none. */
  frameAncestors: z.array(z.string().check(z.regex(/^https?:\/\/[^\s;,'"]+$/))),
  /** Told to the page, by name. Anybody may read it. */
  settings: z.record(z.string(), z.unknown()),
});
export type PageRules = z.infer<typeof PageRules>;

/** Pages by name. */
export const RulesByPage = z.record(z.string(), PageRules);
export type RulesByPage = z.infer<typeof RulesByPage>;
