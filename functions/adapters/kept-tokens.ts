/** Bearer tokens, one at a time, shared by all callers. */
export interface TokenSource {
  /** A token that is valid for some minutes, fetched only when needed. @throws {TransientError} */
  ready(): Promise<string>;
  /** The token at hand, without waiting; `undefined` when none is valid. */
  atHand(): string | undefined;
  /** The other side refused this token: forget it and read the secret again before the next. */
  refused(token: string): void;
}

/** A token and how long it lives from now. */
export interface FreshToken {
  readonly text: string;
  readonly lifeMs: number;
}

/** Renewed this long before its end, so that no request carries a dying token. */
const RENEW_BEFORE_MS = 5 * 60 * 1000;

/** Keeps what `fetchToken` gives. It is told whether the secret must be read again: a token of it was refused. */
export function keptTokens(
  fetchToken: (secretIsSuspect: boolean) => Promise<FreshToken>,
  now: () => Date,
): TokenSource {
  let token: { readonly text: string; readonly until: number } | undefined;
  let fetching: Promise<string> | undefined;
  let secretIsSuspect = false;

  const atHand = (): string | undefined => (token && now().getTime() < token.until ? token.text : undefined);

  async function fetch(): Promise<string> {
    const { text, lifeMs } = await fetchToken(secretIsSuspect);
    secretIsSuspect = false;
    token = { text, until: now().getTime() + Math.max(lifeMs - RENEW_BEFORE_MS, lifeMs / 2) };
    return text;
  }

  return {
    atHand,
    async ready() {
      const valid = atHand();
      if (valid !== undefined) return valid;
      fetching ??= fetch().finally(() => {
        fetching = undefined;
      });
      return fetching;
    },
    refused(text) {
      if (token?.text !== text) return;
      token = undefined;
      secretIsSuspect = true;
    },
  };
}
