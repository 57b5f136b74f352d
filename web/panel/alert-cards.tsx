import type { ShownAlert } from '../../functions/panel/show-alert.ts';
import { Card } from '../shared/card.tsx';
import { Pill, type Tone } from '../shared/pill.tsx';
import { Skeleton } from '../shared/skeleton.tsx';
import { Age, List } from './steps.tsx';
import { inWords, STRINGS, wordFor } from './strings.ts';
import { useNow } from './use-now.ts';

interface AlertCardsProps {
  readonly alert: ShownAlert | undefined;
  readonly late: boolean;
}

/** The alert's story, and the calls before it. */
export function AlertCards({ alert, late }: AlertCardsProps) {
  if (alert === undefined) {
    return (
      <Card title={STRINGS.story} id="story" busy>
        {late ? (
          <p class="notice" data-tone="warn">
            {STRINGS.late}
          </p>
        ) : (
          <Skeleton widths={[70, 85, 60]} />
        )}
      </Card>
    );
  }
  return (
    <>
      <Story story={alert.story} />
      <Calls calls={alert.calls} />
    </>
  );
}

function Story({ story }: { readonly story: ShownAlert['story'] }) {
  return (
    <Card title={STRINGS.story} id="story" aside={story.outcome && <OutcomePill outcome={story.outcome} />}>
      <ol class="line">
        {story.transitions.map(({ at, state, reason }) => (
          <li key={`${at} ${state} ${reason}`}>
            <span>{stepInWords(state, reason)}</span>
            <time class="soft small age figures" dateTime={at}>
              {new Date(at).toLocaleTimeString('en-GB')}
            </time>
          </li>
        ))}
      </ol>
      {story.suppressed > 0 && <p class="soft small">{STRINGS.suppressed(story.suppressed)}</p>}
    </Card>
  );
}

/** A step as an agent would tell it; one that has no words of its own by its state and reason. */
function stepInWords(state: string, reason: string): string {
  const [first = '', ...rest] = reason.split(' ');
  const [word, about] = [(STRINGS.steps as Readonly<Record<string, string>>)[first], rest.join(' ')];
  if (Object.hasOwn(STRINGS.steps, first) && word !== undefined) return word.replace('{}', about);
  return `${wordFor(STRINGS.states, state)}: ${inWords(reason).toLowerCase()}`;
}

const TONES: Readonly<Record<string, Tone>> = { placed: 'good', uncertain: 'warn', quarantined: 'bad' };

function OutcomePill({ outcome }: { readonly outcome: string }) {
  return <Pill tone={TONES[outcome] ?? 'plain'}>{inWords(wordFor(STRINGS.outcomes, outcome))}</Pill>;
}

function Calls({ calls }: { readonly calls: ShownAlert['calls'] }) {
  const now = useNow(10_000);
  return (
    <List title={STRINGS.calls} id="calls" none={STRINGS.noCalls}>
      {calls.map(({ at, alertType, sensorId, outcome, ring }) => (
        <li key={at}>
          <span>
            <strong>{inWords(alertType ?? sensorId)}</strong>{' '}
            <span class="soft">
              {sensorId}
              {outcome && `, ${ring ? wordFor(STRINGS.rings, ring) : wordFor(STRINGS.outcomes, outcome)}`}
            </span>
          </span>
          <Age at={at} now={now} />
        </li>
      ))}
    </List>
  );
}
