import type { Mutant } from '../machine.ts';
import { mutant } from '../mutants-of.ts';
import { MUTANTS } from './mutants.ts';

const CALLS = 'functions/adapters/cxone-calls.ts';
const CONTACT = 'functions/adapters/cxone-contact.ts';

/** Mistakes of the protocol that show by what a platform answers: they must show by other answers, too. */
const BY_ANSWERS: ReadonlySet<string> = new Set([
  'retry after timeout/5xx',
  'redial an expired grant',
  'redial when search says absent',
  'a silent platform counts as a refusal',
  'a server error counts as a refusal',
  'call rings after its permission',
  'call rings after an opt-out',
  'P1 unfenced',
  'evidence reopens a case',
]);

/** What the adapter of NICE CXone can get wrong, and of the protocol what its answers show. */
export const CXONE_MUTANTS: readonly Mutant[] = [
  ...MUTANTS.filter(({ name }) => BY_ANSWERS.has(name)),
  mutant(
    'a contact without an id sent again',
    'functions/adapters/cxone.ts',
    "throw new UnknownOutcomeError('cxone_no_id',",
    "throw new TransientError('cxone_no_id',",
  ),
  mutant('a contact that waits counts as served', CONTACT, 'agentId > 0;', 'agentId >= 0;'),
  mutant('a contact is not ended', CALLS, 'await end(requests, callId);', ''),
  mutant(
    'any live contact is the call',
    CALLS,
    'if (await carries(requests, contactId, sought.attemptId)) return contactId;',
    'return contactId;',
  ),
  mutant(
    'any attempt written is the one',
    CALLS,
    'if (name === ATTEMPT && value === attemptId) return contactId;',
    'if (name === ATTEMPT) return contactId;',
  ),
];
