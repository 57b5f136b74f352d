import { render } from 'preact';
import { pageSettings } from '../shared/settings.ts';
import type { SignIn } from './address.ts';
import { Panel } from './panel.tsx';
import { openSession } from './panel-client.ts';
import { arrive, signIn } from './sign-in.ts';
import { STRINGS } from './strings.ts';

const { signIn: how } = pageSettings<{ readonly signIn: SignIn }>();
const { reference, proof } = arrive();
const leave = (): void => void signIn(how, reference ?? '');

document.title = STRINGS.page;
if (reference !== undefined && proof === undefined) {
  leave();
} else {
  const place = document.getElementById('panel');
  if (place) render(<Panel entry={entry()} signIn={leave} />, place);
}

/** The request for a session is on its way before the page is drawn. */
function entry() {
  if (reference === undefined || proof === undefined) return undefined;
  const first = openSession(reference, proof);
  // Whoever waits for it hears of it; until then it is nobody's failure.
  first.catch(() => undefined);
  return { reference, proof, first };
}
