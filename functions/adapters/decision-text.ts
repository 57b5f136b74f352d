import * as z from 'zod/mini';
import { Purpose } from '../messages/alert-class.ts';
import { Decision, ZoneSource } from '../messages/alert-facts.ts';

/** A decision that takes more than this has an item of its own: every write of an alert is billed on the whole item. */
export const LONGEST_ON_ALERT = 320;

/** Words that versions of data begin with, and what stands for them. */
const WORD = 'libphonenumber';
const MARK = '~';

type Asked = NonNullable<Decision['asked']>;

/** Offsets are milliseconds from `t`; what is absent has its ordinary value. */
const Short = z.object({
  /** The reason. @default allowed */
  r: z.optional(z.string()),
  t: z.number(),
  z: z.optional(z.array(z.string())),
  p: z.string(),
  u: z.optional(z.number()),
  n: z.optional(z.number()),
  a: z.optional(
    z.object({
      /** Place of the purpose in the list of purposes. */
      q: z.number(),
      /** Places of the sources, one digit each. @default all explicit */
      s: z.optional(z.string()),
      x: z.optional(z.string()),
      g: z.optional(z.string()),
      d: z.optional(z.number()),
      c: z.tuple([z.string(), z.number()]),
      b: z.optional(z.tuple([z.string(), z.number(), z.nullable(z.number())])),
      k: z.optional(z.tuple([z.string(), z.nullable(z.number()), z.nullable(z.number())])),
      h: z.optional(z.array(z.tuple([z.number(), z.number()]))),
      v: z.string(),
    }),
  ),
});
type Short = z.infer<typeof Short>;
type ShortAsked = NonNullable<Short['a']>;

/** A decision as an attribute holds it: the whole of it in few bytes. */
export function decisionText(decision: Decision): string {
  const { reason, at, zones, policy, validUntil, nextAllowedAt, asked } = decision;
  const since = (instant: Date): number => instant.getTime() - at.getTime();
  const short: Short = {
    ...(reason !== 'allowed' && { r: reason }),
    t: at.getTime(),
    ...(zones.length > 0 && { z: zones }),
    p: policy,
    ...(validUntil && { u: since(validUntil) }),
    ...(nextAllowedAt && { n: since(nextAllowedAt) }),
    ...(asked && { a: shortAsked(asked, since) }),
  };
  return JSON.stringify(short);
}

/** A decision as the alert's own item holds it: without what was asked, and with one zone, where that is too long. */
export function decisionOnAlert(decision: Decision): { readonly text: string; readonly isWhole: boolean } {
  const whole = decisionText(decision);
  if (Buffer.byteLength(whole) <= LONGEST_ON_ALERT) return { text: whole, isWhole: true };
  const { asked: _, ...core } = decision;
  return { text: decisionText({ ...core, zones: core.zones.slice(0, 1) }), isWhole: false };
}

/** Reads what `decisionText` wrote, or a decision spelled out. @throws {Error} it is neither */
export function decisionFrom(text: string): Decision {
  const written: unknown = JSON.parse(text);
  const short = Short.safeParse(written);
  if (!short.success) return Decision.parse(written);
  const { r, t, z: zones = [], p, u, n, a } = short.data;
  const after = (ms: number): string => new Date(t + ms).toISOString();
  return Decision.parse({
    reason: r ?? 'allowed',
    at: after(0),
    zones,
    policy: p,
    ...(u !== undefined && { validUntil: after(u) }),
    ...(n !== undefined && { nextAllowedAt: after(n) }),
    ...(a && { asked: longAsked(a, zones.length, after) }),
  });
}

/** Places in these lists are stored: they only grow. */
const SOURCES = ZoneSource.options;
const PURPOSES = Purpose.options;
const FRESHNESS = ['live', 'cached', 'stale'] as const;

function shortAsked(asked: Asked, since: (instant: Date) => number): ShortAsked {
  const { purpose, sources, unusable, regions, doNotDisturb, customer, versions } = asked;
  const { suppressed, consent, attempts } = asked;
  const digits = (of: typeof sources): string => of.map((source) => SOURCES.indexOf(source)).join('');
  const { phoneMap, phoneMetadata, tzdata, holidays } = versions;
  return {
    q: PURPOSES.indexOf(purpose),
    ...(sources.some((source) => source !== 'explicit') && { s: digits(sources) }),
    ...(unusable && { x: digits(unusable) }),
    ...(regions.length > 0 && { g: regions.join() }),
    ...(doNotDisturb && { d: 1 }),
    c: [customer.freshness.charAt(0), since(customer.fetchedAt)],
    ...(suppressed && {
      b: [suppressed.scope, since(suppressed.at), suppressed.until ? since(suppressed.until) : null],
    }),
    ...(consent && {
      k: [
        consent.level,
        consent.grantedAt ? since(consent.grantedAt) : null,
        consent.revokedAt ? since(consent.revokedAt) : null,
      ],
    }),
    ...(attempts && { h: attempts.map(({ at, same }): [number, number] => [since(at), same ? 1 : 0]) }),
    v: [phoneMap, phoneMetadata, tzdata, holidays].join('|').replaceAll(WORD, MARK),
  };
}

function longAsked(a: ShortAsked, zones: number, after: (ms: number) => string): object {
  const { q, s, x, g, d, c, b, k, h, v } = a;
  const sources = (digits: string) => [...digits].map((digit) => SOURCES[Number(digit)]);
  const [phoneMap, phoneMetadata, tzdata, holidays] = v.replaceAll(MARK, WORD).split('|');
  return {
    purpose: PURPOSES[q],
    sources: s === undefined ? Array.from({ length: zones }, () => 'explicit') : sources(s),
    ...(x !== undefined && { unusable: sources(x) }),
    regions: g?.split(',') ?? [],
    doNotDisturb: d === 1,
    customer: { freshness: FRESHNESS.find((word) => word.startsWith(c[0])), fetchedAt: after(c[1]) },
    ...(b && { suppressed: { scope: b[0], at: after(b[1]), ...(b[2] !== null && { until: after(b[2]) }) } }),
    ...(k && {
      consent: {
        level: k[0],
        ...(k[1] !== null && { grantedAt: after(k[1]) }),
        ...(k[2] !== null && { revokedAt: after(k[2]) }),
      },
    }),
    ...(h && { attempts: h.map(([ms, same]) => ({ at: after(ms), same: same === 1 })) }),
    versions: { phoneMap, phoneMetadata, tzdata, holidays },
  };
}
