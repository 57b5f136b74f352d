import { createInterface } from 'node:readline';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { allStories } from '../all-stories.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { ledgerTarget } from '../ledger.ts';
import { readStory } from '../requests.ts';
import { slowProgress } from '../slow-progress.ts';
import { storyText } from '../story-text.ts';
import { TARGET_OPTIONS, target } from '../target.ts';

/**
 * `trace <key> ...`: prints the stories of alerts; `-` takes the keys from standard input, a line each, and `--all`
 * prints the stories of all alerts there are. With `--json` several stories are a line each. Exit code 1 when one of
 * the keys is not known.
 */
export async function trace(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    ...TARGET_OPTIONS,
    all: { type: 'boolean', default: false },
  });
  if (values.all) {
    if (positionals.length > 0) throw new UsageError('name keys, or --all, not both');
    const progress = slowProgress('stories');
    let told = 0;
    for await (const story of allStories(await ledgerTarget(values))) {
      console.log(storyOf(story, values.json, true));
      progress(++told);
    }
    return 0;
  }
  if (positionals.length === 0) throw new UsageError('name an idempotencyKey, several, - or --all');
  const at = target(values);
  const several = positionals.length > 1 || positionals[0] === '-';
  let unknown = 0;
  for await (const key of keysOf(positionals)) {
    const story = await readStory(at, key);
    if (story) console.log(storyOf(story, values.json, several));
    else {
      unknown += 1;
      console.error(`no alert ${key} has been admitted`);
    }
  }
  return unknown === 0 ? 0 : 1;
}

async function* keysOf(positionals: readonly string[]): AsyncGenerator<string> {
  if (positionals[0] !== '-') return yield* positionals;
  for await (const line of createInterface({ input: process.stdin }))
    if (line.trim() !== '') yield line.trim();
}

function storyOf(story: AlertStory, asJson: boolean, several: boolean): string {
  if (!asJson) return storyText(story);
  return several ? JSON.stringify(story) : JSON.stringify(story, undefined, 2);
}
