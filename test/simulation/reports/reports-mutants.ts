import type { SourceChange } from '../machine.ts';

/** Each of these must be found by the simulation: a mistake that somebody could make, in one place. */
export const REPORT_MUTANTS: readonly (SourceChange & { readonly name: string })[] = [
  {
    name: 'takes any receipt for a confirmation',
    file: 'functions/analytics/campaign-life.ts',
    find: 'if (receipt.rows !== rows || receipt.sha256 !== sha256)',
    replace: 'if (receipt.rows < 0 && receipt.sha256 !== sha256 && rows < 0)',
  },
  {
    name: 'believes the first read',
    file: 'functions/analytics/settling.ts',
    find: 'look.hash === completion.read && countsAgree(look.figures, completion);',
    replace: 'countsAgree(look.figures, completion);',
  },
  {
    name: 'counts the same end twice',
    file: 'functions/analytics/campaign-watch.ts',
    find: 'known.ending === told.ending &&',
    replace: "known.ending !== told.ending && told.ending === 'running' &&",
  },
  {
    name: 'ends its looks with the first report',
    file: 'functions/analytics/look-at-figures.ts',
    find: 'nextLookAt: verdict.until,',
    replace: 'nextLookAt: null,',
  },
];
