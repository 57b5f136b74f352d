import { render } from 'preact';
import { pageSettings } from '../shared/settings.ts';
import { loginAddress, readAddress } from './address.ts';
import { Panel } from './panel.tsx';
import { STRINGS } from './strings.ts';

const { login, clientId } = pageSettings<{ readonly login: string; readonly clientId: string }>();
const { reference, platformToken } = readAddress(location.hash);
const page = location.href.replace(/#.*$/, '');
const signIn = (): void => location.replace(loginAddress({ login, clientId }, page, reference ?? ''));

document.title = STRINGS.page;
if (reference !== undefined && platformToken === undefined) {
  signIn();
} else {
  // From here on the address holds the reference alone: the token is in nobody's history.
  history.replaceState(null, '', `#${reference ?? ''}`);
  const place = document.getElementById('panel');
  if (place) render(<Panel reference={reference} platformToken={platformToken} signIn={signIn} />, place);
}
