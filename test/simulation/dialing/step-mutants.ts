import type { Mutant } from '../machine.ts';
import { mutant } from '../mutants-of.ts';

const CONDITIONS = 'functions/adapters/ledger-conditions.ts';
const VERDICT = 'functions/compliance/dial-verdict.ts';

/** Steps that are taken without the right to, or left out. */
export const STEP_MUTANTS: readonly Mutant[] = [
  mutant(
    'retry after timeout/5xx',
    'functions/dialing/conclude-call.ts',
    'if (error instanceof TransientError) return tryLater(error, granted, request, ports);',
    `if (!(error instanceof RejectedError)) {
    return tryLater(new TransientError('again', 'again'), granted, request, ports);
  }`,
  ),
  mutant(
    'redial an expired grant',
    'functions/recovery/resume-alert.ts',
    'await ports.ledger.expireGrant(alert, now, after(now, protocol.searchMs));',
    `await ports.ledger.returnGrant(alert, 'expired', now, now, now);`,
  ),
  mutant(
    'redial when search says absent',
    CONDITIONS,
    `return move(alert, token, step(now, 'CASE_PENDING', 'unconfirmed'), {`,
    `return move(alert, token, step(now, 'OPEN', 'absent'), {`,
  ),
  mutant(
    'follow-up not keyed',
    'functions/follow-up/follow-up-task.ts',
    'externalId: externalId([alert.customerId, alert.sensorId, dueDate, kind]),',
    'externalId: externalId([alert.customerId, alert.sensorId, dueDate, String(Math.random())]),',
  ),
  mutant(
    'no closing margin',
    VERDICT,
    'if (permission.validUntil && request.instant >= permission.validUntil) {',
    'if (permission.validUntil && request.instant >= permission.validUntil && false) {',
  ),
  mutant(
    'no opening margin',
    VERDICT,
    'return permissionAt(zones, { ...request, instant: earlier }, policy).allowed',
    'return earlier',
  ),
  mutant(
    'no guard before the socket',
    'functions/dialing/grant-and-send.ts',
    'left = inTime && judged.mayDialAt(at);',
    'left = inTime || true;',
  ),
  mutant(
    'body hash not compared',
    'functions/admission/admit-alert.ts',
    'if (there.bodyHash !== born.bodyHash) {',
    `if (there.bodyHash === '') {`,
  ),
  mutant(
    'acknowledge before durable',
    'functions/admission/admit-request.ts',
    'if (!(error instanceof RejectedError)) throw error;',
    `if (!(error instanceof RejectedError)) return { outcome: 'admitted' };`,
  ),
];
