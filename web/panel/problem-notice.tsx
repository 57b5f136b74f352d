import type { Problem } from './panel-state.ts';
import { STRINGS } from './strings.ts';

interface ProblemProps {
  readonly problem: Problem;
  readonly signIn: () => void;
}

/** Why there is nothing to show, and what can be done about it. */
export function ProblemNotice({ problem, signIn }: ProblemProps) {
  return (
    <div class="notice problem" data-tone={problem === 'unavailable' ? 'warn' : 'bad'} role="alert">
      <p>{STRINGS.problems[problem]}</p>
      {problem === 'not_signed_in' && (
        <button type="button" class="button" onClick={signIn}>
          {STRINGS.signIn}
        </button>
      )}
    </div>
  );
}
