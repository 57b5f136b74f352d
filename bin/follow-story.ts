import { setTimeout as pause } from 'node:timers/promises';
import { readStory } from './requests.ts';
import { endingLine, stepLine } from './story-text.ts';
import type { Target } from './target.ts';

const LOOK_EVERY_MS = 150;

/** After this the story goes on without us; `trace` shows it. */
const FOLLOW_FOR_MS = 60_000;

/** Prints each step of a story as it happens, until its outcome is known or `stopped` resolves. */
export async function followStory(target: Target, key: string, stopped: Promise<void>): Promise<void> {
  let halted = false;
  void stopped.then(() => {
    halted = true;
  });
  let printed = 0;
  for (let waitedMs = 0; waitedMs < FOLLOW_FOR_MS && !halted; waitedMs += LOOK_EVERY_MS) {
    const story = await readStory(target, key);
    for (const step of story?.transitions.slice(printed) ?? []) console.log(stepLine(step));
    printed = Math.max(printed, story?.transitions.length ?? 0);
    if (story && story.outcome !== null) {
      console.log(`  ${endingLine(story)}`);
      return;
    }
    await pause(LOOK_EVERY_MS);
  }
  if (!halted) console.log('  still in flight; npm run trace shows how it goes on');
}
