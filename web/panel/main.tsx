import { render } from 'preact';
import { pageSettings } from '../shared/settings.ts';
import type { SignIn } from './address.ts';
import { Panel } from './panel.tsx';
import { openSession } from './panel-client.ts';
import { arrive, signIn } from './sign-in.ts';
import { STRINGS } from './strings.ts';
import type { Entry } from './watch.ts';

const { signIn: how } = pageSettings<{ readonly signIn: SignIn }>();
const { reference, proof } = arrive();
const leave = (): void => void signIn(how, reference ?? '');

document.title = STRINGS.page;
if (reference !== undefined && proof === undefined) {
  leave();
} else {
  void show(
    reference !== undefined && proof ? { reference, proof, first: openSession(reference, proof) } : undefined,
  );
}

/** Until there is something to say, the skeleton of the page itself stands: nothing is drawn twice. */
async function show(entry: Entry | undefined): Promise<void> {
  await entry?.first.catch(() => undefined);
  const place = document.getElementById('panel');
  if (place) render(<Panel entry={entry} signIn={leave} />, place);
}
