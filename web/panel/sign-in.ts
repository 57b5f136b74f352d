import type { PanelSessionRequest } from '../../functions/messages/panel.ts';
import { codeAddress, readAddress, type SignIn, tokenAddress } from './address.ts';

/** What an agent brings who has signed in. */
export type Proof = Omit<PanelSessionRequest, 'reference'>;

/** What the page was opened with. */
export interface Arrival {
  readonly reference?: string | undefined;
  /** Absent: the agent has to sign in first. */
  readonly proof?: Proof;
}

/** The page's own address, without what belongs to one call. */
const page = (): string => `${location.origin}${location.pathname}`;

/**
 * Reads what the page was opened with. From here on its address holds the reference alone: what the sign-in led it back
 * with is in nobody's history.
 */
export function arrive(): Arrival {
  const { reference, platformToken } = readAddress(location.hash);
  const returned = takeReturned(new URLSearchParams(location.search));
  const known = reference ?? returned?.reference;
  const proof = platformToken !== undefined ? { platformToken } : returned && { signIn: returned.signIn };
  if (proof) history.replaceState(null, '', `${location.pathname}#${known ?? ''}`);
  return { reference: known, ...(proof && { proof }) };
}

/** Leads the agent to the platform's sign-in, and back to this call. */
export async function signIn(how: SignIn, reference: string): Promise<void> {
  location.replace(
    how.gives === 'token' ? tokenAddress(how, page(), reference) : await addressForCode(how, reference),
  );
}

/** What is kept in this tab until the browser is led back: a code is worth nothing without the verifier. */
interface Kept {
  readonly reference: string;
  readonly verifier: string;
}

async function addressForCode(how: SignIn, reference: string): Promise<string> {
  const [state, verifier] = [randomText(), randomText()];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  sessionStorage.setItem(state, JSON.stringify({ reference, verifier } satisfies Kept));
  return codeAddress(how, page(), { state, challenge: base64url(new Uint8Array(digest)) });
}

/** What the browser was led back with, if this tab has asked for it; once. */
function takeReturned(query: URLSearchParams) {
  const [code, state] = [query.get('code'), query.get('state')];
  const kept = state === null ? null : sessionStorage.getItem(state);
  if (code === null || state === null || kept === null) return undefined;
  sessionStorage.removeItem(state);
  const { reference, verifier }: Kept = JSON.parse(kept);
  return { reference, signIn: { code, verifier, page: page() } };
}

const randomText = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
