import type { ConsentWord, OptOut, Said, Subject, Suppressions } from '../../functions/ports/suppressions.ts';

const END = Number.POSITIVE_INFINITY;
const DAYS_KEPT = 30;

interface Word {
  readonly kind: 'ban' | 'consent';
  readonly said: Said;
  readonly until: number;
  readonly level?: ConsentWord['level'];
  /** Of two words of one instant the stricter counts. */
  readonly strictness: number;
}

/** The list of whom not to call, in memory: keeps every word and works out what holds when it is asked. */
export function fakeSuppressions(): Suppressions {
  const words: Word[] = [];
  const numbers = new Map<string, { phone: string; until: number }>();

  const ms = (until: Date | null): number => until?.getTime() ?? END;
  const ban = (said: Said, until: number): void =>
    void words.push({ kind: 'ban', said, until, strictness: until });

  const latest = (kind: Word['kind'], [field, id]: readonly [string, unknown]): Word[] => {
    const about = words.filter((word) => word.kind === kind && Reflect.get(word.said, field) === id);
    const byScope = Map.groupBy(about, ({ said }) => said.scope);
    return [...byScope.values()].map((same) =>
      same.reduce((best, word) => (newer(word, best) ? word : best)),
    );
  };
  const about = (kind: Word['kind'], { phoneE164, customerId }: Subject): Word[] =>
    Object.entries({ phoneE164, customerId })
      .filter(([, id]) => id !== undefined)
      .flatMap((subject) => latest(kind, subject));

  return {
    read: async (subject, now) => ({
      suppressions: about('ban', subject)
        .filter(({ until }) => until > now.getTime())
        .map(({ said, until }) => ({
          scope: said.scope,
          at: said.at,
          until: until === END ? null : new Date(until),
        })),
      consents: about('consent', subject)
        .filter(({ level, until }) => level === 'revoked' || until > now.getTime())
        .map(({ said, level = 'revoked' }) => ({ scope: said.scope, level, at: said.at })),
    }),
    suppress: async (optOut: OptOut) => ban(optOut, ms(optOut.until)),
    lift: async (said) => ban(said, 0),
    async recordConsent(word) {
      const until = word.level === 'revoked' ? 0 : ms(word.until);
      words.push({ kind: 'consent', said: word, until, level: word.level, strictness: -until });
    },
    async keepNumber(reference, phone, now) {
      numbers.set(reference, { phone, until: now.getTime() + DAYS_KEPT * 24 * 3_600_000 });
    },
    async numberOf(reference, now) {
      const kept = numbers.get(reference);
      return kept && kept.until > now.getTime() ? kept.phone : undefined;
    },
  };
}

function newer(word: Word, than: Word): boolean {
  const ahead = word.said.at.getTime() - than.said.at.getTime();
  return ahead > 0 || (ahead === 0 && word.strictness > than.strictness);
}
