import type { Mutant } from '../machine.ts';
import { mutant } from '../mutants-of.ts';

const steps = (name: string, find: string, replace: string): Mutant =>
  mutant(name, 'functions/segmentation/profile-steps.ts', find, replace);
const apply = (name: string, find: string, replace: string): Mutant =>
  mutant(name, 'functions/segmentation/apply-update.ts', find, replace);

/** Mistakes in the life of a profile, each of which some run must find. */
export const SEGMENT_MUTANTS: readonly Mutant[] = [
  steps(
    'the last to arrive counts as the newest',
    'const newer = before?.newest === undefined ||',
    'const newer = true || before?.newest === undefined ||',
  ),
  steps(
    'of two that ended at once the last to arrive wins',
    'ahead === 0 ? completed.key > newest.key : ahead > 0',
    'ahead >= 0',
  ),
  steps(
    'tags that stay are forgotten',
    '[...(before?.additiveTags ?? []), ...completed.additiveTags]',
    '[...completed.additiveTags]',
  ),
  steps(
    'an older completion is dropped whole',
    'if (!newer && additiveTags.length === before.additiveTags.length)',
    'if (!newer)',
  ),
  steps(
    'what came during a write is taken for written',
    "case 'written':\n      return profile.sequence === lease.sequence",
    "case 'written':\n      return true",
  ),
  steps(
    'what came during a refused write is parked with it',
    "case 'refused':\n      return profile.sequence === lease.sequence",
    "case 'refused':\n      return true",
  ),
  steps(
    'a write begins while another is under way',
    'nextAt !== undefined && nextAt <= now',
    'nextAt !== undefined && (nextAt <= now || true)',
  ),
  steps(
    'an unclear write is repeated at once',
    'later(lease.until, ending.until)',
    'later(times.now, ending.until)',
  ),
  steps('a claimed write has no appointment', 'sentAt: now, nextAt: until', 'sentAt: now, nextAt: undefined'),
  apply('a worker that stood still sends what is long past', 'clock.now() < lease.sendBy', 'true'),
  steps('who was erased comes back', "if (before?.state === 'ERASED') return { kind: 'erased' };", ''),
  mutant(
    'a profile is written over what others wrote',
    'functions/adapters/dynamo-versioned.ts',
    "'#ver = :was'",
    "'#ver = :was OR #ver <> :was'",
  ),
];
