import { describe, expect, it } from '@jest/globals';
import { dialingPermission } from '../../functions/compliance/dialing-permission.ts';
import { isTimeZone, offsetMs } from '../../functions/compliance/wall-clock.ts';
import { isUsableTzdata, ZONE_CHANGES } from '../../functions/compliance/zone-freshness.ts';
import { windowPolicy } from '../support/builders.ts';

/** Manitoba keeps UTC-5 since autumn 2026, which no zone data before 2026e know. */
const winnipeg = (instant: string, tzdata: string) =>
  dialingPermission(
    {
      instant: new Date(instant),
      phoneE164: '+12045550123',
      explicitTimeZone: 'America/Winnipeg',
      purpose: 'informational',
    },
    { ...windowPolicy({ closingMarginSeconds: 0 }), tzdata },
  );
const knowsManitoba = (process.versions.tz ?? '') >= '2026e';

describe('zone data that do not know a change of the law', () => {
  (knowsManitoba ? it.skip : it)(
    'refuse the hour that only they think is open, and say what to update',
    () => {
      const evening = winnipeg('2026-12-02T01:30:00Z', '2026c');

      expect(evening).toMatchObject({
        reason: 'data_stale',
        nextAllowedAt: new Date('2026-12-02T14:00:00Z'),
      });
      expect(evening.trace.join()).toMatch(/America\/Winnipeg needs zone data 2026e.*update the runtime/);
    },
  );

  (knowsManitoba ? it.skip : it)(
    'allow the hours that are open by both clocks, until the first of them closes',
    () => {
      expect(winnipeg('2026-12-01T18:00:00Z', '2026c')).toMatchObject({
        reason: 'allowed',
        validUntil: new Date('2026-12-02T01:00:00Z'),
        trace: expect.arrayContaining([expect.stringContaining('judged by America/Panama, too')]),
      });
      expect(winnipeg('2026-12-01T13:30:00Z', '2026c').reason).toBe('outside_window');
    },
  );

  it('are good until the change', () => {
    expect(winnipeg('2026-10-31T23:30:00Z', '2026c').reason).toBe('allowed');
  });

  (knowsManitoba ? it.skip : it)('are believed once they are new enough', () => {
    expect(winnipeg('2026-12-02T01:30:00Z', '2026e').reason).toBe('allowed');
  });

  it.each(['2025a', '2024b', 'unknown', '', '9999'])('of version %j are not used at all', (tzdata) => {
    const noon = winnipeg('2026-06-01T18:00:00Z', tzdata);

    expect(isUsableTzdata(tzdata)).toBe(false);
    expect(noon).toMatchObject({ reason: 'data_stale', nextAllowedAt: null, versions: { tzdata } });
    expect(noon.trace.join()).toContain('update the runtime');
  });

  it.each(['2025b', '2025c', '2026c', '2027a'])('of version %s are used', (tzdata) => {
    expect(isUsableTzdata(tzdata)).toBe(true);
    expect(winnipeg('2026-06-01T18:00:00Z', tzdata).reason).toBe('allowed');
  });
});

describe('the table of changes', () => {
  it('names zones there are', () => {
    const names = ZONE_CHANGES.flatMap(({ zones, clock }) => [...zones, clock]);

    expect(names.filter((name) => !isTimeZone(name))).toEqual([]);
  });

  it('agrees with the zone data of this runtime where these know better', () => {
    const known = ZONE_CHANGES.filter(({ needs }) => needs <= (process.versions.tz ?? ''));
    const days = Array.from({ length: 365 * 2 }, (_, day) => day * 86_400_000);

    const differing = known.flatMap(({ zones, since, clock }) =>
      zones.filter((zone) =>
        days.some((ms) => offsetMs(since.getTime() + ms, zone) !== offsetMs(since.getTime() + ms, clock)),
      ),
    );

    expect(known.length).toBeGreaterThan(0);
    expect(differing).toEqual([]);
  });

  it('begins where the old and the lawful clock part', () => {
    const unknown = ZONE_CHANGES.filter(({ needs }) => needs > (process.versions.tz ?? ''));

    for (const { zones, since, clock } of unknown) {
      for (const zone of zones) {
        const ahead = (ms: number) => offsetMs(ms, clock) - offsetMs(ms, zone);
        expect([zone, ahead(since.getTime() - 1), ahead(since.getTime())]).toEqual([zone, 0, 3_600_000]);
      }
    }
  });
});
