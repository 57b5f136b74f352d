import { onlyPositional, readArguments } from '../arguments.ts';
import { readStory } from '../requests.ts';
import { storyText } from '../story-text.ts';
import { TARGET_OPTIONS, target } from '../target.ts';

/** `trace <key>`: prints the story of one alert. Exit code 1 when there is none. */
export async function trace(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, TARGET_OPTIONS);
  const key = onlyPositional(positionals, 'an idempotencyKey');
  const story = await readStory(target(values), key);
  if (!story) {
    console.error(`no alert ${key} has been admitted`);
    return 1;
  }
  console.log(values.json ? JSON.stringify(story, undefined, 2) : storyText(story));
  return 0;
}
