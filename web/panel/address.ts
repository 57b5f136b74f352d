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

/** Where an agent signs in, and is led back from to `page`. Pure. */
export function loginAddress(
  { login, clientId }: { readonly login: string; readonly clientId: string },
  page: string,
  reference: string,
): string {
  const asked = new URLSearchParams({
    client_id: clientId,
    response_type: 'token',
    redirect_uri: page,
    state: reference,
  });
  return `${login}/oauth/authorize?${asked}`;
}
