/** A mistake that somebody could make: `find` occurs once in `file`, a path from the root of the repository. */
export interface TicketingMutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Each of these must be found by the simulation. */
export const TICKETING_MUTANTS: readonly TicketingMutant[] = [
  {
    name: 'asks the desk without a lease',
    file: 'functions/ticketing/advance-incident.ts',
    find: 'leased(begun, later(now, LEASE_MS))',
    replace: 'leased(begun, now)',
  },
  {
    name: 'writes over what others wrote meanwhile',
    file: 'functions/adapters/dynamo-incidents.ts',
    find: "{ when: '#ver = :was', values: { was: version } }",
    replace: "{ when: 'attribute_exists(#pk)', names: ['pk'] }",
  },
  {
    name: 'has one key for all episodes of a source',
    file: 'functions/ticketing/incident-life.ts',
    find: 'readAt.toISOString()}`;',
    replace: 'metric}`;',
  },
  {
    name: 'closes at the first calm reading',
    file: 'functions/ticketing/due-act.ts',
    find: 'return until > now ? ',
    replace: 'return until > now && act !== "resolve" ? ',
  },
  {
    name: 'believes old news of the desk',
    file: 'functions/ticketing/changed-by-people.ts',
    find: "{ outcome: 'looks_again', next: lookAgain(incident, now) }",
    replace: "{ outcome: 'closed_by_desk', next: step(incident, 'RESOLVED', 'closed by people', now) }",
  },
  {
    name: 'tells a parent only once',
    file: 'functions/ticketing/one-of-many.ts',
    find: 'const before = there?.readAt ?? new Date(0);',
    replace: 'if (there) return there;\n    const before = new Date(0);',
  },
];
