import type { Mutant } from '../machine.ts';
import { mutantOf } from '../mutants-of.ts';

const LISTING = 'functions/preview/list-contacts.ts';
const DATA = 'functions/preview/contact-data.ts';

/** Mistakes in the life of a pushed contact, each of which some run must find. */
export const PREVIEW_MUTANTS: readonly Mutant[] = [
  mutantOf('silence counts as a refusal', {
    file: LISTING,
    find: "if (error instanceof UnknownOutcomeError)\n    return going.map(({ kept }) => line(kept.value, 'unknown', error.reason));",
    replace:
      "if (error instanceof UnknownOutcomeError)\n    return eachContact(going, ({ kept }) => end(kept, 'refused', error.reason, ports));",
  }),
  mutantOf('what is not on the list yet counts as never added', {
    file: 'functions/preview/see-to-listed.ts',
    find: '  return settled\n    ? written(kept, waiting',
    replace: '  return true\n    ? written(kept, waiting',
  }),
  mutantOf(
    'who was called is offered again',
    {
      file: 'functions/preview/preview-life.ts',
      find: "state === 'ENDED' && outcome !== 'called'",
      replace: "state === 'ENDED'",
    },
    { file: LISTING, find: '.called === true;', replace: '.called === undefined;' },
  ),
  mutantOf(
    'every push has an id of its own on the platform',
    {
      file: DATA,
      find: '({ contactId, campaignId }: PreviewId): string =>',
      replace: '({ contactId, campaignId, reference }: PreviewId & { reference: string }): string =>',
    },
    {
      file: DATA,
      find: "createHash('sha256').update(",
      replace: "createHash('sha256').update(reference).update(",
    },
  ),
  mutantOf(
    'who may not be called is offered',
    {
      file: 'functions/preview/judge-contact.ts',
      find: "  if (verdict.kind === 'refuse') return refusal(preview, verdict, rules);\n",
      replace: '',
    },
    { file: LISTING, find: "verdict.kind === 'dial' && mustEndBy", replace: 'mustEndBy' },
  ),
  mutantOf('nobody is taken back at the end of the window', {
    file: 'functions/preview/preview-life.ts',
    find: "state: 'LISTED', tries: 0, nextAt: mustEndBy(preview)",
    replace: "state: 'LISTED', tries: 0, nextAt: preview.expiresAt",
  }),
  mutantOf('a suppression after the push is not heard of', {
    file: 'functions/preview/sweep-previews.ts',
    find: 'if (!notice || notice.nextAt > now) return lines;',
    replace: 'if (!notice || now) return lines;',
  }),
  mutantOf('who has no tier is offered to all', {
    file: 'functions/preview/route-preview.ts',
    find: "return { route: reviewRoute, verdict: 'review_missing_tier' };",
    replace: "return { route: 'general', verdict: 'review_missing_tier' };",
  }),
  mutantOf('the calls of agents are not counted', {
    file: 'functions/preview/count-call.ts',
    find: 'if (book.attempts.some((one) => one.attemptId === attemptId)) return;',
    replace: 'if (book.attempts) return;',
  }),
  mutantOf(
    'a call counts each time it is told of',
    {
      file: 'functions/preview/count-call.ts',
      find: 'one.attemptId === attemptId)) return;',
      replace: 'one.attemptId === attemptId)) at.getTime();',
    },
    {
      file: 'functions/preview/count-call.ts',
      find: 'alertKey: attemptId',
      replace: 'alertKey: String(at.getTime())',
    },
  ),
  mutantOf('a contact is offered again without being taken off its list', {
    file: 'functions/preview/preview-life.ts',
    find: 'return { ...withdrawing(preview, REQUEUED, now), requeues',
    replace: "return { ...requeued(preview, 'review', now), requeues",
  }),
  mutantOf('what was added and could not be noted counts as never added', {
    file: LISTING,
    find: 'noteAdded(kept, answer.get(platformId(kept.value)), ports));',
    replace:
      'noteAdded(kept, answer.get(platformId(kept.value)), ports)).catch((error: unknown) => notAdded(error, going, grant, ports));',
  }),
];
