import { useEffect, useState } from 'preact/hooks';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { Card } from '../shared/card.tsx';
import { Pill } from '../shared/pill.tsx';
import { Skeleton } from '../shared/skeleton.tsx';
import { DecisionRecord } from './decision.tsx';
import { fullTime, timeOfDay } from './format.ts';
import type { Source, Standing, ToldStory } from './source.ts';
import { STRINGS } from './strings.ts';
import { outcomeName, outcomeTone, plainWords } from './words.ts';

interface StoryProps {
  readonly source: Source;
  readonly standing: Standing;
  readonly chosen: string | undefined;
}

/** What is known of the chosen story: nothing yet, nothing at all, or the story. */
type Known = { readonly key: string; readonly told: ToldStory | undefined } | undefined;

/** One story as a time line, with the decision that was made about it. */
export function Story({ source, standing, chosen }: StoryProps) {
  const known = useStory({ source, standing, chosen });
  const words = STRINGS.story;
  if (chosen === undefined)
    return (
      <Card title={words.title} id="story">
        <p class="soft">{words.none}</p>
      </Card>
    );
  const told = known?.told;
  return (
    <Card
      title={words.title}
      id="story"
      busy={known === undefined}
      aside={
        told && (
          <span class="story-end" role="status">
            <Pill tone={outcomeTone(told.story.outcome)}>{outcomeName(told.story.outcome)}</Pill>
            {told.story.outcome !== null && !told.story.final && <Pill tone="warn">{words.notFinal}</Pill>}
          </span>
        )
      }
    >
      <p class="mono story-key">{chosen}</p>
      {known === undefined && <Skeleton widths={[70, 90, 50]} />}
      {known && !told && <p class="soft note">{words.unknown}</p>}
      {told && <Told told={told} />}
    </Card>
  );
}

/** Read anew whenever something has moved. */
function useStory({ source, standing, chosen }: StoryProps): Known {
  const [known, setKnown] = useState<Known>();
  useEffect(() => {
    if (chosen === undefined) return undefined;
    let isOld = false;
    source.story(chosen).then(
      (told) => isOld || setKnown({ key: chosen, told }),
      () => undefined,
    );
    return () => {
      isOld = true;
    };
  }, [source, chosen, movement(standing)]);
  return known?.key === chosen ? known : undefined;
}

/** Changes when an alert has moved. Of a deployed stage nothing tells which has: it changes with every look. */
const movement = ({ at, local }: Standing): number | string => local?.changes ?? at;

function Told({ told: { story, explanation } }: { readonly told: ToldStory }) {
  const words = STRINGS.story;
  return (
    <>
      <h3 class="part">{words.steps}</h3>
      <ol class="timeline">
        {story.transitions.map(({ at, state, reason }, index) => (
          <li key={`${at} ${index}`} class="step" data-state={state}>
            <time class="small soft figures mono" dateTime={at}>
              {timeOfDay(at)}
            </time>
            <span class="step-what">
              <span class="step-state">{plainWords(state.toLowerCase())}</span>{' '}
              <span class="soft">{plainWords(reason)}</span>
            </span>
          </li>
        ))}
      </ol>
      <Details story={story} />
      <DecisionRecord decision={story.decision} explanation={explanation} />
    </>
  );
}

function Details({ story }: { readonly story: AlertStory }) {
  const known = Object.entries(STRINGS.story.details).flatMap(([field, name]) => {
    const value = story[field];
    return value === null || value === undefined || value === 0 || value === '' ? [] : [{ name, value }];
  });
  return (
    <dl class="facts">
      {known.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{shown(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

const INSTANT = /^\d{4}-\d\d-\d\dT/;

function shown(value: unknown): string {
  if (typeof value === 'string') return INSTANT.test(value) ? fullTime(value) : value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
