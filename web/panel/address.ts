/** What the page's address says: a reference, and right after the agent has signed in the platform's token. */
export interface Address {
  readonly reference?: string;
  readonly platformToken?: string;
}

const REFERENCE = /^[0-9a-f]{32}$/;

/**
 * Reads a fragment, which no server is ever sent: `#<reference>`, or what the login page adds (RFC 6749, section 4.2.2),
 * with the reference as its `state`. Pure.
 */
export function readAddress(hash: string): Address {
  const text = hash.replace(/^#/, '');
  if (REFERENCE.test(text)) return { reference: text };
  const told = new URLSearchParams(text);
  const [state, token] = [told.get('state') ?? '', told.get('access_token') ?? ''];
  return {
    ...(REFERENCE.test(state) && { reference: state }),
    ...(token !== '' && { platformToken: token }),
  };
}

/** How agents sign in to the platform, as the stage tells the page: what the browser is led back with, and where. */
export interface SignIn {
  readonly gives: 'token' | 'code';
  readonly address: string;
  readonly clientId: string;
}

/** Where an agent signs in who is led back with a token, to `page`. Pure. */
export function tokenAddress({ address, clientId }: SignIn, page: string, reference: string): string {
  const asked = new URLSearchParams({
    client_id: clientId,
    response_type: 'token',
    redirect_uri: page,
    state: reference,
  });
  return `${address}?${asked}`;
}

/** Where an agent signs in who is led back with a code. `state` says nothing; `challenge`: RFC 7636. Pure. */
export function codeAddress(
  { address, clientId }: SignIn,
  page: string,
  { state, challenge }: { readonly state: string; readonly challenge: string },
): string {
  const asked = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: page,
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  return `${address}?${asked}`;
}
