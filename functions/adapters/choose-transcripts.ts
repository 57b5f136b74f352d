import type { TelephonySettings } from '../messages/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Transcripts } from '../ports/transcripts.ts';
import { genesysTranscripts, isS3 } from './genesys-transcripts.ts';
import { httpClient } from './http.ts';
import { clientCredentialsTokens } from './oauth.ts';
import { ClientCredentials, secret } from './secrets.ts';

/** Transcripts of the platform a stage names. Nothing is asked of it until one is wanted. */
export function chooseTranscripts(settings: TelephonySettings, clock: Clock): Transcripts {
  const now = () => clock.now();
  const credentials = secret(settings.secretArn, ClientCredentials, now);
  const tokens = clientCredentialsTokens(httpClient(settings.loginBaseUrl), credentials, now);
  const files = { allows: isS3, clientOf: httpClient };
  return genesysTranscripts(httpClient(settings.apiBaseUrl), tokens, files, now);
}
