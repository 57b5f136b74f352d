import type { Mutant, SourceChange } from '../machine.ts';
import { mutant, mutantOf } from '../mutants-of.ts';

const CONDITIONS = 'functions/adapters/ledger-conditions.ts';
const ADMIT = 'functions/admission/admit-alert.ts';
const PLACE = 'functions/dialing/place-call.ts';
const RESUME = 'functions/recovery/resume-alert.ts';

/** S2 by whoever finds the alert open. */
const SUPPRESS_ANY: SourceChange = {
  file: CONDITIONS,
  find: `when: '#ver = :was AND #st = :OPEN',
    values: { was: 1 },`,
  replace: `when: '#st = :OPEN',`,
};
const NO_CLAIM: SourceChange = {
  file: RESUME,
  find: 'const claimed = await ports.ledger.claim(alert, after(now, leaseMs(protocol, alert.passes + 1)));',
  replace: `await ports.ledger.wait(alert, after(now, leaseMs(protocol, alert.passes + 1)), 'unclaimed');
  const claimed = { kind: 'moved', alert } as import('../ports/ledger.ts').Move;`,
};
const RECOVERY_SUPPRESSES: SourceChange = {
  file: RESUME,
  find: `if (slot.kind === 'held') return deferAlert(claimed.alert, { reason: 'slot_lost', lostTo: slot.by }, ports);`,
  replace: `if (slot.kind === 'held') {
    await ports.ledger.suppress(claimed.alert, slot.by, at);
    return alertOutcome('suppressed', 'later pass', alert);
  }`,
};
const DIALING_SUPPRESSES: SourceChange = {
  file: PLACE,
  find: `if (slot.kind === 'held') return deferAlert(alert, { reason: 'slot_lost', lostTo: slot.by }, ports);`,
  replace: `if (slot.kind === 'held') {
    await ports.ledger.suppress(alert, slot.by, now);
    return alertOutcome('suppressed', 'while dialing', alert);
  }`,
};

/** Mistakes about who owns a sensor's slot, for how long, and who may be suppressed by it. */
export const SLOT_MUTANTS: readonly Mutant[] = [
  // The literal translation of the old transactions: any pass suppresses, and nobody looks whom it suppresses by.
  mutantOf('three states, owner unchecked', NO_CLAIM, SUPPRESS_ANY, RECOVERY_SUPPRESSES, DIALING_SUPPRESSES),
  mutantOf('suppress on a later pass', SUPPRESS_ANY, RECOVERY_SUPPRESSES),
  mutantOf('later pass without claim', NO_CLAIM),
  mutantOf('S2 without ver', SUPPRESS_ANY),
  mutant(
    'S2 after an ambiguous S1',
    ADMIT,
    `if (reservation.kind === 'held' && reservation.certain) {`,
    `if (reservation.kind === 'held') {`,
  ),
  mutant(
    'suppress by an expired slot',
    ADMIT,
    'slot && slot.owner !== born.key && slot.until > now',
    'slot && slot.owner !== born.key',
  ),
  mutant('S1 may shorten', CONDITIONS, `(#owner = :owner AND #until < :until)'`, `#owner = :owner'`),
  mutant(
    'takeover 5 min early',
    CONDITIONS,
    `(#owner = :owner AND #until < :until)',
    values: { now: now.getTime() },`,
    `(#owner = :owner AND #until < :until)',
    values: { now: now.getTime() + 300_000 },`,
  ),
  mutant(
    'grant never extends the slot',
    PLACE,
    'if (request.alert.slotUntil >= after(now, neededSlotMs(protocol))) return undefined;',
    'if (now) return undefined;',
  ),
  mutant(
    'NEED = W',
    'functions/dialing/protocol.ts',
    'return p.suppressionMs + p.sendMs + p.functionMs + p.requestMs + p.lateAcceptanceMs + 2 * p.clockErrorMs;',
    'return p.suppressionMs;',
  ),
  mutantOf(
    'slot after the POST',
    {
      file: PLACE,
      find: `  const withoutSlot = await ownSlot(alert, request, readAt, ports, rules);
  if (withoutSlot) return withoutSlot;
`,
      replace: '',
    },
    {
      file: PLACE,
      find: '  return grantAndSend({ alert, request, judged, readAt, turnAt: turn.at, remainingMs }, ports, rules);',
      replace: `  const sent = await grantAndSend(
    { alert, request, judged, readAt, turnAt: turn.at, remainingMs },
    ports,
    rules,
  );
  await ownSlot(alert, request, readAt, ports, rules);
  return sent;`,
    },
  ),
  mutant(
    'release without owner',
    CONDITIONS,
    `when: '#owner = :owner AND #until > :until',
    values: { owner: alert.key },`,
    `when: '#until > :until',`,
  ),
  mutant(
    'release on unconfirmed',
    CONDITIONS,
    `set: { why: 'unconfirmed', decidedAt: now.getTime() },`,
    `set: { why: 'unconfirmed', decidedAt: now.getTime(), rel: now.getTime() },`,
  ),
  mutantOf(
    'stale reservation sent (no Q)',
    {
      file: ADMIT,
      find: 'if (now.getTime() - admitted.admittedAt.getTime() > rules.protocol.freshnessMs) {',
      replace: 'if (now.getTime() < 0) {',
    },
    {
      file: RESUME,
      find: 'if (at.getTime() - now.getTime() > protocol.freshnessMs) {',
      replace: 'if (at.getTime() < 0) {',
    },
    {
      file: PLACE,
      find: 'if (now.getTime() - readAt.getTime() > protocol.freshnessMs) {',
      replace: 'if (now.getTime() < 0) {',
    },
  ),
  mutantOf(
    'v3 naive',
    {
      file: ADMIT,
      find: 'const reservation = await ledger.reserveSlot(admitted, now, until);',
      replace: `const reservation = { kind: 'owned', until: now } as import('../ports/ledger.ts').Reservation;`,
    },
    SUPPRESS_ANY,
    DIALING_SUPPRESSES,
  ),
];
