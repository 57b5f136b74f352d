import { candidateZones, dialingPermission } from '../../functions/compliance/dialing-permission.ts';
import { CALLING_HOURS } from '../../functions/compliance/generated/calling-hours.ts';
import { HOLIDAYS } from '../../functions/compliance/generated/holidays.ts';
import type { PermissionPolicy, PermissionRequest } from '../../functions/compliance/permission.ts';
import { permissionAt } from '../../functions/compliance/permission-at.ts';
import { type BenchTable, type Progress, rounded, verdict } from './bench-table.ts';
import { machineNote } from './machine.ts';
import { median } from './statistics.ts';

/** At most what so many conversions cost, for each candidate zone. */
const MOST_CONVERSIONS = 10;

const ROUNDS = 9;
const PER_ROUND = 4000;
const MINUTE_MS = 60_000;
const FIRST = Date.UTC(2026, 5, 1);

const WINDOW: PermissionPolicy = {
  kind: 'window',
  opensAt: '08:00',
  closesAt: '20:00',
  closingMarginSeconds: 300,
};
const LAW: PermissionPolicy = { kind: 'jurisdiction', rules: CALLING_HOURS, holidays: HOLIDAYS };

/** Invented numbers, from ranges kept for fiction or out of examples. */
const CASES: readonly {
  readonly name: string;
  readonly phoneE164: string;
  readonly policy: PermissionPolicy;
}[] = [
  { name: 'one zone, window', phoneE164: '+12125550123', policy: WINDOW },
  { name: 'one zone, federal and state law', phoneE164: '+13055550123', policy: LAW },
  { name: 'Australian mobile, window', phoneE164: '+61491570006', policy: WINDOW },
  { name: 'freephone number of +1, window', phoneE164: '+18005550199', policy: WINDOW },
  { name: 'freephone number of +1, law', phoneE164: '+18005550199', policy: LAW },
];

/** One thing to measure, done for the index-th time. */
interface Work {
  readonly name: string;
  readonly zones: number;
  run(index: number): unknown;
}

/** Verdicts per second beside bare conversions by a cached `Intl.DateTimeFormat`. */
export function verdictTable(progress: Progress): BenchTable {
  const works = [conversion(), ...CASES.map(zonesKnown), ...CASES.slice(0, 1).map(zonesFound)];
  const times = new Map<string, number[]>(works.map(({ name }) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    progress(`asking for verdicts, ${round} of ${ROUNDS}`);
    for (const work of works) {
      const us = measured(work);
      // The first round only warms up.
      if (round > 0) times.get(work.name)?.push(us);
    }
  }
  const us = ({ name }: Work): number => median(times.get(name) ?? []);
  const [bare] = works;
  return {
    title: 'Verdicts beside bare conversions',
    rows: works.map((work) => {
      const conversions = bare ? us(work) / us(bare) / work.zones : Number.NaN;
      return {
        work: work.name,
        zones: work.zones,
        'CPU µs': rounded(us(work), 1),
        'per second': rounded(1e6 / us(work)),
        'conversions a zone': rounded(conversions, 1),
        [`<= ${MOST_CONVERSIONS}`]: work === bare ? '' : verdict(conversions <= MOST_CONVERSIONS),
      };
    }),
    notes: [
      'conversion: an instant to the wall clock of a zone by formatToParts of a cached Intl.DateTimeFormat',
      'every verdict comes with its trace and next legal instant or end; instants of a whole week, open and closed',
      machineNote(),
    ],
  };
}

function conversion(): Work {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'America/New_York',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return { name: 'conversion', zones: 1, run: (index) => format.formatToParts(instantOf(index)) };
}

function zonesKnown({ name, phoneE164, policy }: (typeof CASES)[number]): Work {
  const zones = candidateZones(requestAt(phoneE164, policy, 0));
  const run = (index: number) => permissionAt(zones, requestAt(phoneE164, policy, index), policy);
  return { name, zones: zones.length, run };
}

function zonesFound({ name, phoneE164, policy }: (typeof CASES)[number]): Work {
  const run = (index: number) => dialingPermission(requestAt(phoneE164, policy, index), policy);
  return { name: `${name}, found by the number`, zones: 1, run };
}

/** Seven days in steps of a few minutes. */
const instantOf = (index: number): Date => new Date(FIRST + ((index * 7) % (7 * 24 * 60)) * MINUTE_MS);

function requestAt(phoneE164: string, { kind }: PermissionPolicy, index: number): PermissionRequest {
  const purpose = kind === 'window' ? 'informational' : 'marketing';
  return { instant: instantOf(index), phoneE164, purpose };
}

/** Processor time of one run, in microseconds: other work on the machine hardly moves it. */
function measured({ run }: Work): number {
  const before = process.cpuUsage();
  for (let index = 0; index < PER_ROUND; index++) run(index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / PER_ROUND;
}
