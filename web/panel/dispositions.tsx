import type { PanelChoice } from '../../functions/messages/panel.ts';
import { Card } from '../shared/card.tsx';
import { Skeleton } from '../shared/skeleton.tsx';
import type { PanelState } from './panel-state.ts';
import { STRINGS } from './strings.ts';

interface DispositionsProps {
  readonly choices: readonly PanelChoice[] | undefined;
  readonly said: PanelState['said'];
  readonly say: (disposition: string) => void;
}

/** One click says what came of the call; another one corrects it. */
export function Dispositions({ choices, said, say }: DispositionsProps) {
  if (choices?.length === 0) return null;
  return (
    <Card title={STRINGS.disposition} id="disposition" busy={choices === undefined}>
      {choices === undefined ? (
        <Skeleton widths={[80, 70]} />
      ) : (
        <fieldset class="choices" aria-labelledby="disposition">
          {choices.map(({ disposition, label }) => {
            const isChosen = said?.disposition === disposition && said.standing !== 'failed';
            return (
              <button
                key={disposition}
                type="button"
                class="button"
                data-kind={isChosen ? 'main' : 'plain'}
                aria-pressed={isChosen}
                data-standing={isChosen ? said?.standing : undefined}
                onClick={() => say(disposition)}
              >
                {label}
              </button>
            );
          })}
        </fieldset>
      )}
      {/* The chosen button says so to eyes: nothing moves under the pointer. */}
      <p class={said?.standing === 'failed' ? 'notice' : 'spoken'} data-tone="bad" role="status">
        {said && toldOf(said, choices)}
      </p>
    </Card>
  );
}

function toldOf(said: NonNullable<PanelState['said']>, choices: DispositionsProps['choices']): string {
  if (said.standing === 'sending') return STRINGS.saying;
  if (said.standing === 'failed') return STRINGS.notSaid;
  return STRINGS.said(choices?.find(({ disposition }) => disposition === said.disposition)?.label ?? '');
}
