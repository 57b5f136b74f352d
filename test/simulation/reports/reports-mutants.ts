import type { Mutant } from '../machine.ts';
import { mutant } from '../mutants-of.ts';

/** Mistakes in the life of a report. */
export const REPORT_MUTANTS: readonly Mutant[] = [
  mutant(
    'takes any receipt for a confirmation',
    'functions/analytics/campaign-life.ts',
    'if (receipt.rows !== rows || receipt.sha256 !== sha256)',
    'if (receipt.rows < 0 && receipt.sha256 !== sha256 && rows < 0)',
  ),
  mutant(
    'believes the first read',
    'functions/analytics/settling.ts',
    'look.hash === completion.read && countsAgree(look.figures, completion);',
    'countsAgree(look.figures, completion);',
  ),
  mutant(
    'counts the same end twice',
    'functions/analytics/campaign-watch.ts',
    'known.ending === told.ending &&',
    "known.ending !== told.ending && told.ending === 'running' &&",
  ),
  mutant(
    'ends its looks with the first report',
    'functions/analytics/look-at-figures.ts',
    'nextLookAt: verdict.until,',
    'nextLookAt: null,',
  ),
  mutant(
    'gives up on a warehouse that is down for a day',
    'functions/analytics/campaign-life.ts',
    'now.getTime() - since.getTime() >= patienceMs) {\n    return { ...tried,',
    'attempts >= 6) {\n    return { ...tried,',
  ),
  mutant(
    'tells of a report that nobody can read yet',
    'functions/analytics/campaign-life.ts',
    "warehouse === 's3' && next.state === 'DELIVERED' && !version.told",
    "warehouse === 's3' && !version.told",
  ),
  mutant(
    'sweeps nothing that is late',
    'functions/analytics/sweep-campaigns.ts',
    'clock.now().getTime() - GRACE_MS',
    'clock.now().getTime() - 9e9',
  ),
  mutant(
    'asks the courier only once',
    'functions/analytics/campaign-life.ts',
    'return { ...asked, nextAt: new Date(now.getTime() + waitMs) };',
    'return { ...asked, nextAt: waitMs > 0 ? null : delivery.nextAt };',
  ),
  mutant(
    'takes what was handed over for delivered',
    'functions/analytics/campaign-life.ts',
    'const asked = { ...delivery, why: WITH_COURIER };',
    "const asked = { ...delivery, why: WITH_COURIER, state: 'DELIVERED' } as const;",
  ),
];
