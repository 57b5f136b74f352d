/**
 * A zone whose clock shows about this hour now, so that a measurement means the same at any time of day. Zones
 * `Etc/GMT+n` lie west of Greenwich.
 */
export function zoneWhereItIs(hour: number, now: Date): string {
  const east = ((hour - now.getUTCHours() + 36) % 24) - 12;
  if (east === 0) return 'Etc/GMT';
  return east > 0 ? `Etc/GMT-${east}` : `Etc/GMT+${-east}`;
}
