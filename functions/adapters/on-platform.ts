import type { CxoneSettings, GenesysSettings, TelephonySettings } from '../messages/telephony-settings.ts';

/** What is done on one platform or the other. */
export interface PlatformWays<T> {
  genesys(settings: GenesysSettings): T;
  cxone(settings: CxoneSettings): T;
}

/** Goes the way of the platform that a stage names, for who is no port and needs to know what it speaks with. */
export function onPlatform<T>(settings: TelephonySettings, ways: PlatformWays<T>): T {
  switch (settings.platform) {
    case 'genesys':
      return ways.genesys(settings);
    case 'cxone':
      return ways.cxone(settings);
    default:
      return settings satisfies never;
  }
}
