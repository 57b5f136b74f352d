import type { TelephonySettings } from '../messages/telephony-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pace } from '../ports/pace.ts';
import type { Transcripts } from '../ports/transcripts.ts';
import { genesysAccess } from './genesys-access.ts';
import { genesysTranscripts, isS3 } from './genesys-transcripts.ts';
import { httpClient } from './http.ts';
import { paced } from './paced-http.ts';

/** A slot is not waited for any longer: the write that the transcript is for must leave soon, ms. */
const SLOT_WITHIN_MS = 400;

/**
 * Transcripts of the platform a stage names. Nothing is asked of it until one is wanted; every request but that for
 * the file draws on the shared budget as `segments`.
 */
export function chooseTranscripts(settings: TelephonySettings, pace: Pace, clock: Clock): Transcripts {
  const through = paced(pace, 'segments', clock, SLOT_WITHIN_MS);
  switch (settings.platform) {
    case 'genesys': {
      const { api, tokens, now } = genesysAccess(settings, clock, through);
      return genesysTranscripts(api, tokens, { allows: isS3, clientOf: httpClient }, now);
    }
    case 'cxone':
      // None of its interfaces that we may ask for with an access key gives what was said.
      return { read: async () => undefined };
    default:
      return settings satisfies never;
  }
}
