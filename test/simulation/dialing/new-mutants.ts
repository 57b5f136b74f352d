import type { Mutant } from '../machine.ts';
import { mutant, mutantOf } from '../mutants-of.ts';

const GRANT = 'functions/dialing/grant-and-send.ts';
const PLACE = 'functions/dialing/place-call.ts';
const MAY_RING = 'functions/recovery/may-still-ring.ts';

/** What the protocol did not model: do-not-disturb, opt-outs, the stop, calls that ring late, and the batch's answer. */
export const NEW_MUTANTS: readonly Mutant[] = [
  mutant(
    'stop not read before the grant',
    PLACE,
    'if (stop) return letWait',
    'if (stop && stop.by === undefined) return letWait',
  ),
  mutant('stop not read before the socket', GRANT, 'await mustGoOn(ledger);', ''),
  mutant(
    'do-not-disturb flag of any age believed',
    'functions/compliance/dial-verdict.ts',
    'return now.getTime() - fetchedAt.getTime() > maxAgeMs;',
    'return now.getTime() - fetchedAt.getTime() > 1000 * maxAgeMs;',
  ),
  // That the guard asks the permission again cannot be seen: from the judgement to the socket pass at most TURN_MS + S,
  // and the closing margin is longer than F + L + 2 SK by more. That dialing asks at all can be.
  mutant(
    'permission of compliance believed at the dial',
    'functions/dialing/ask-again.ts',
    'const request = permissionRequest(party, instant);',
    'const request = permissionRequest(party, instant < decision.at ? instant : decision.at);',
  ),
  mutant(
    'lateness not asked before the socket',
    GRANT,
    'left = inTime && judged.mayDialAt(at);',
    'left = judged.mayDialAt(at);',
  ),
  mutant(
    'call rings after its permission',
    MAY_RING,
    `if (alert.mustRingBy && alert.mustRingBy <= now) return { kind: 'no', reason: 'permission_ended' };`,
    '',
  ),
  mutant(
    'call rings after an opt-out',
    MAY_RING,
    'if (suppressionOf(standing, topic)) return',
    `if (suppressionOf(standing, topic) && alert.ring === 'rung') return`,
  ),
  mutant(
    'failed messages acknowledged',
    'functions/runtime/sqs-worker.ts',
    'return record.messageId;',
    'return undefined;',
  ),
  mutant(
    'whole batch told as failed',
    'functions/runtime/sqs-worker.ts',
    '.filter((messageId) => messageId !== undefined)',
    `.map((messageId, nth) => messageId ?? event.Records[nth]?.messageId ?? '')`,
  ),
  mutant(
    'telemetry of a redelivered alert not kept',
    'functions/admission/admit-alert.ts',
    `if (there.state !== 'SUPPRESSED') await finishRedelivered(there, alert, arrival, ports);`,
    `if (there.state !== 'SUPPRESSED' && arrival.receiveCount > 1) {
    await finishRedelivered(there, alert, arrival, ports);
  }`,
  ),
  mutant(
    'a silent platform counts as a refusal',
    'functions/adapters/once-only.ts',
    ': new UnknownOutcomeError(',
    ': new TransientError(',
  ),
  mutant(
    'a server error counts as a refusal',
    'functions/adapters/http-outcome.ts',
    'return new UnknownOutcomeError(',
    'return new TransientError(',
  ),
  mutant(
    'success without an id sent again',
    'functions/adapters/genesys.ts',
    `throw new UnknownOutcomeError(
      'genesys_no_id',`,
    `throw new TransientError(
      'genesys_no_id',`,
  ),
  // A failed follow-up whose message dies instead of waiting comes again by its case's appointment. One that is given up
  // does not.
  mutant(
    'a case given up when the CRM fails',
    'functions/follow-up/open-follow-up.ts',
    'if (error instanceof RejectedError) {',
    'if (error instanceof RejectedError || error instanceof TransientError) {',
  ),
  mutantOf(
    'a task remembered before it exists',
    {
      file: 'functions/follow-up/open-follow-up.ts',
      find: 'const taskId = await crm.openFollowUp(task);\n',
      replace: '',
    },
    {
      file: 'functions/follow-up/open-follow-up.ts',
      find: 'await ledger.keepTask(task.externalId, taskId, clock.now());',
      replace: `await ledger.keepTask(task.externalId, 'task-1', clock.now());
  const taskId = await crm.openFollowUp(task);`,
    },
  ),
];
