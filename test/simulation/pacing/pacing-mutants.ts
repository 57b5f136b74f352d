import type { Mutant } from '../machine.ts';

const LANES = 'functions/runtime/lanes.ts';
const PACING = 'functions/runtime/pacing.ts';
const BREAKER = 'functions/runtime/breaker.ts';
const ASK = 'functions/dialing/ask-again.ts';
const TURN = 'functions/dialing/take-turn.ts';

const one = (name: string, file: string, find: string, replace: string): Mutant => ({
  name,
  changes: [{ file, find, replace }],
});

/** Mistakes with the budget, its lanes and its breaker. */
export const PACING_MUTANTS: readonly Mutant[] = [
  one(
    'retry ignores pacing',
    TURN,
    'const paced = await ports.pace.take(ask, latest);',
    `const paced =
    ask.kind === 'retry'
      ? ({ kind: 'slot', at: ports.clock.now() } as const)
      : await ports.pace.take(ask, latest);`,
  ),
  one(
    'retry counts as a first attempt',
    TURN,
    `kind: alert.attemptId === undefined ? 'first' : 'retry',`,
    `kind: 'first',`,
  ),
  {
    name: 'lane not capped',
    changes: [
      {
        file: LANES,
        find: 'const at = Math.max(next, Math.ceil(state.critical - interval * CRITICAL_AT_ONCE));',
        replace: 'const at = next;',
      },
      {
        file: LANES,
        find: 'if (withinShare && next >= state.rest - perRest) {',
        replace: 'if (next < 0) {',
      },
    ],
  },
  one('slots not kept apart', PACING, 'nextFree: slot.at + slotIntervalMs(rules),', 'nextFree: slot.at,'),
  one(
    'slots a minute apart only by one clock',
    LANES,
    'return Math.ceil((60_000 + rules.spreadMs) / rules.requestsPerMinute);',
    'return Math.ceil(50_000 / rules.requestsPerMinute);',
  ),
  one(
    'breaker burns receives',
    TURN,
    'const forMs = paced.until.getTime() - ports.clock.now().getTime();',
    `if (paced.reason === 'breaker_open') {
    const { TransientError } = await import('../errors.ts');
    throw new TransientError('breaker_open', 'the platform is failing');
  }
  const forMs = paced.until.getTime() - ports.clock.now().getTime();`,
  ),
  {
    name: 'critical skips compliance',
    changes: [
      {
        file: 'functions/compliance/judge-permission.ts',
        find: "if (verdict.kind === 'refuse') return",
        replace: "if (verdict.kind === 'refuse' && alert.severity !== 'critical') return",
      },
      { file: ASK, find: 'if (refusal) {', replace: "if (refusal && alert.severity !== 'critical') {" },
      {
        file: ASK,
        find: 'mayDialAt: (instant) => ',
        replace: "mayDialAt: (instant) => alert.severity === 'critical' || ",
      },
    ],
  },
  one(
    'breaker never reopens',
    BREAKER,
    'return now < breaker.until + patience',
    'return now < Number.POSITIVE_INFINITY',
  ),
];
