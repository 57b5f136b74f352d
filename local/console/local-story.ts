import { explainDecision } from '../../bin/explanation.ts';
import { explanationText } from '../../bin/explanation-text.ts';
import { readStory } from '../../bin/requests.ts';
import { target } from '../../bin/target.ts';
import { Decision } from '../../functions/messages/alert-facts.ts';
import { Key } from '../../functions/messages/key.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { windowPolicy } from '../../lib/function-settings.ts';
import type { Stage } from '../../lib/stage.ts';

/** A story as the read tells it, and what `npm run explain` says of its decision. `null`: there is none. */
export interface LocalStory {
  readonly story: AlertStory | null;
  readonly explanation: string | null;
}

/** The story of a key, asked where everybody asks. @throws {Error} it cannot be read */
export async function localStory(
  key: string,
  { url, stage }: { readonly url: string; readonly stage: Stage },
): Promise<LocalStory> {
  const story = Key.safeParse(key).success ? await readStory(target({ url }), key) : undefined;
  const decision = Decision.safeParse(story?.decision).data;
  const rules = { policy: windowPolicy(stage), purposes: stage.dialing.purposes };
  const explanation = decision && explainDecision(decision, rules);
  return {
    story: story ?? null,
    explanation: explanation ? explanationText('decided', explanation) : null,
  };
}
