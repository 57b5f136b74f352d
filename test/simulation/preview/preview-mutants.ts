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
];
