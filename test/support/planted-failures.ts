import { EVERYTHING, PLANTED } from './planted-people.ts';

/** Failures as careless libraries make them: everything they know is in the error, its causes and its fields. */
export const FAILURES: Readonly<Record<string, () => unknown>> = {
  'an error that quotes': () => new Error(`cannot read ${EVERYTHING}`),
  'an error with causes that quote': () =>
    new TypeError('no', {
      cause: new Error(EVERYTHING, { cause: new Error(PLANTED.name, { cause: PLANTED.phone }) }),
    }),
  'an error with a planted name': () => Object.assign(new Error('no'), { name: PLANTED.name }),
  'an error with a planted name in one word': () =>
    Object.assign(new Error('no'), { name: 'QuillonVerbeek' }),
  'an error with fields': () =>
    Object.assign(new Error('no'), {
      reason: PLANTED.name,
      code: PLANTED.phone,
      key: PLANTED.phone,
      config: { headers: { authorization: `Bearer ${PLANTED.token}` }, data: EVERYTHING },
      response: { status: 400, body: EVERYTHING },
    }),
  'an error whose message has frames': () =>
    new Error(
      `no\n    at ${PLANTED.name} (/var/task/${PLANTED.email}.js:2025550187:1)\n    at Verbeek (index.mjs:1:1)`,
    ),
  'an error whose stack was written': () =>
    Object.assign(new Error('no'), { stack: `Error: other\n    at ${PLANTED.name} (index.mjs:1:1)` }),
  'an error whose written stack has frames': () =>
    Object.assign(new Error('no'), { stack: 'Error: other\n    at Verbeek (index.mjs:1:1)' }),
  'an error with a planted code in its cause': () =>
    new Error('no', { cause: Object.assign(new Error('no'), { code: PLANTED.phone }) }),
  'several errors at once': () => new AggregateError([new Error(EVERYTHING)], EVERYTHING),
  'a text': () => EVERYTHING,
  'an object': () => ({ name: PLANTED.name, message: EVERYTHING, stack: EVERYTHING, reason: EVERYTHING }),
  'an error that is its own cause': () => {
    const error = new Error(EVERYTHING);
    error.cause = error;
    return error;
  },
};

/** What a careless worker could call its outcome. */
export const CARELESS_OUTCOMES: readonly Readonly<Record<string, string>>[] = [
  { outcome: 'called +12025550187', reason: EVERYTHING, key: PLANTED.phone, lane: PLANTED.name },
  { outcome: PLANTED.name, reason: `accepted by ${PLANTED.email}`, key: PLANTED.email },
  { outcome: 'placed', reason: `card ${PLANTED.card}`, key: '1-202-555-0187', lane: PLANTED.token },
  { outcome: 'placed', reason: `Bearer ${PLANTED.token}`, key: '12025550187' },
];
