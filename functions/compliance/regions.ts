import { AREA_CODES, CALLING_CODES } from './generated/regions.ts';

const areaCodes = table(AREA_CODES);
const callingCodes = table(CALLING_CODES);

/**
 * ISO 3166 codes of where a number was given out: the regions of its area code under +1, else the countries of its
 * calling code. Says nothing about where the person is. Empty for a number that is nowhere, such as a satellite phone.
 */
export function numberRegions(phoneE164: string): readonly string[] {
  const digits = phoneE164.slice(1);
  const byAreaCode = digits.startsWith('1') ? areaCodes.get(digits.slice(1, 4)) : undefined;
  if (byAreaCode) return byAreaCode;
  const code = [1, 2, 3].map((length) => digits.slice(0, length)).find((start) => callingCodes.has(start));
  return callingCodes.get(code ?? '') ?? [];
}

/** Whether what holds for a jurisdiction holds in a region: `*`, the region itself, or its country. */
export function isWithin(region: string, jurisdiction: string): boolean {
  return jurisdiction === '*' || region === jurisdiction || region.startsWith(`${jurisdiction}-`);
}

function table(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    text
      .trim()
      .split(/\s/)
      .map((entry) => {
        const [code = '', names = ''] = entry.split(':');
        return [code, names.split(',')];
      }),
  );
}
