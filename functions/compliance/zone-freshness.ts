import { canonicalZone } from './wall-clock.ts';

/** A zone whose law changed: data older than `needs` shows a wrong time from `since` on, `clock` the right one. */
export interface ZoneChange {
  readonly zones: readonly string[];
  readonly needs: string;
  readonly since: Date;
  /** A zone whose clock has shown the lawful time all along. */
  readonly clock: string;
}

/** Older data are not used at all: the rules were checked against this version and later ones. */
export const OLDEST_TZDATA = '2025b';

/** Changes that a runtime of today may not know (tz database, NEWS of the release named in `needs`). */
export const ZONE_CHANGES: readonly ZoneChange[] = [
  {
    zones: ['America/Vancouver', 'Canada/Pacific'],
    needs: '2026b',
    since: new Date('2026-11-01T09:00:00Z'),
    clock: 'America/Phoenix',
  },
  {
    zones: ['America/Edmonton', 'America/Yellowknife', 'Canada/Mountain'],
    needs: '2026c',
    since: new Date('2026-11-01T08:00:00Z'),
    clock: 'America/Regina',
  },
  {
    zones: ['Africa/Casablanca', 'Africa/El_Aaiun'],
    needs: '2026c',
    since: new Date('2026-09-20T01:00:00Z'),
    clock: 'Africa/Abidjan',
  },
  {
    zones: ['America/Inuvik'],
    needs: '2026d',
    since: new Date('2026-11-01T08:00:00Z'),
    clock: 'America/Regina',
  },
  {
    zones: ['America/Winnipeg', 'Canada/Central'],
    needs: '2026e',
    since: new Date('2026-11-01T07:00:00Z'),
    clock: 'America/Panama',
  },
];

/** Whether zone data are new enough to be used at all. A version that is none is not. */
export function isUsableTzdata(version: string): boolean {
  return /^\d{4}[a-z]{1,2}$/.test(version) && version >= OLDEST_TZDATA;
}

const changes = new Map<string, readonly ZoneChange[]>();

/** The changes of a zone that zone data of this version do not know. */
export function unknownChanges(zone: string, version: string): readonly ZoneChange[] {
  return changesOf(zone).filter(({ needs }) => version < needs);
}

function changesOf(zone: string): readonly ZoneChange[] {
  let known = changes.get(zone);
  if (!known) {
    const own = canonicalZone(zone);
    known = ZONE_CHANGES.filter(({ zones }) => zones.includes(own) || zones.includes(zone));
    changes.set(zone, known);
  }
  return known;
}
