import type { Mutant } from '../machine.ts';
import { mutant, mutantOf } from '../mutants-of.ts';

/** Mistakes in the life of an incident. */
export const TICKETING_MUTANTS: readonly Mutant[] = [
  mutant(
    'asks the desk without a lease',
    'functions/ticketing/advance-incident.ts',
    'leased(begun, later(now, LEASE_MS))',
    'leased(begun, now)',
  ),
  mutant(
    'writes over what others wrote meanwhile',
    'functions/adapters/dynamo-incidents.ts',
    "{ when: '#ver = :was', values: { was: version } }",
    "{ when: 'attribute_exists(#pk)', names: ['pk'] }",
  ),
  mutant(
    'has one key for all episodes of a source',
    'functions/ticketing/incident-life.ts',
    'readAt.toISOString()}`;',
    'metric}`;',
  ),
  mutant(
    'closes at the first calm reading',
    'functions/ticketing/due-act.ts',
    'return until > now ? ',
    'return until > now && act !== "resolve" ? ',
  ),
  mutant(
    'believes old news of the desk',
    'functions/ticketing/changed-by-people.ts',
    "{ outcome: 'looks_again', next: lookAgain(incident, now) }",
    "{ outcome: 'closed_by_desk', next: step(incident, 'RESOLVED', 'closed by people', now) }",
  ),
  mutant(
    'tells a parent only once',
    'functions/ticketing/one-of-many.ts',
    'const before = there?.readAt ?? new Date(0);',
    'if (there) return there;\n    const before = new Date(0);',
  ),
  mutant(
    'creates without looking first',
    'functions/adapters/servicenow.ts',
    'const [there] = await carrying(ticket.key);',
    'const [there] = reopen ? await carrying(ticket.key) : [];',
  ),
  mutant(
    'adds a note without looking for it',
    'functions/adapters/servicenow.ts',
    'if (await hasNote(ticketId, note.eventId)) return told((await read1(ticketId)).result);',
    '',
  ),
  mutant(
    'takes any answer of 200 for a ticket',
    'functions/adapters/servicenow.ts',
    "if (!made || made.correlation_id !== ticket.key) throw deskNonsense('servicenow', 'no_id', 'harmful');",
    "if (!made) return { kind: 'open', ticket: { id: 'none', url: '', open: true } };",
  ),
  mutant(
    'repeats at once what may have been done',
    'functions/ticketing/ask-desk.ts',
    'until: after(SETTLE_MS)',
    'until: after(0)',
  ),
  mutantOf('gives up on a desk that is down for a day', {
    file: 'functions/ticketing/after-asking.ts',
    find: 'return patient ? dueAt(tried, failure.until) : parked(tried, failure.reason, now);',
    replace:
      "return incident.attempts < 6 ? dueAt(tried, failure.until) : over(tried, 'calm', 'given up', now);",
  }),
];
