import { useEffect, useMemo, useState } from 'preact/hooks';
import { Pill } from '../shared/pill.tsx';
import { Skeleton } from '../shared/skeleton.tsx';
import { Controls } from './controls.tsx';
import { Drawing } from './drawing.tsx';
import { fullTime } from './format.ts';
import { KeyForm } from './key-form.tsx';
import { localSource, polledSource, type Standing } from './source.ts';
import { Balance, Budgets, Lanes, Occupancy, Outcomes } from './standing.tsx';
import { Stories } from './stories.tsx';
import { Story } from './story.tsx';
import { STRINGS } from './strings.ts';

/** What the stage tells the console. */
export interface ConsoleSettings {
  readonly stage: string;
  /** `events`: a local system tells by itself; `poll`: the reads are asked. */
  readonly updates: 'events' | 'poll';
}

/** Where list and story do not stand beside each other (`console.css`). */
const ONE_COLUMN = '(max-width: 899px)';

/** The console. */
export function App({ settings: { stage, updates } }: { readonly settings: ConsoleSettings }) {
  const [key, setKey] = useState<string>();
  const source = useMemo(
    () => (updates === 'events' ? localSource() : key === undefined ? undefined : polledSource(key)),
    [updates, key],
  );
  const [standing, setStanding] = useState<Standing>();
  const [trouble, setTrouble] = useState<'lost' | 'refused'>();
  const [chosen, choose] = useState<string>();
  useEffect(
    () =>
      source?.watch({
        standing(told) {
          setTrouble(undefined);
          setStanding(told);
        },
        trouble: setTrouble,
      }),
    [source],
  );
  const readStory = (wanted: string): void => {
    choose(wanted);
    // In one column the story stands below the list, out of sight.
    if (matchMedia(ONE_COLUMN).matches) document.getElementById('story')?.scrollIntoView();
  };
  return (
    <>
      <Header stage={stage} standing={standing} isLost={trouble === 'lost'} />
      <main>
        {(!source || trouble === 'refused') && <KeyForm isRefused={trouble === 'refused'} use={setKey} />}
        {source && !standing && trouble !== 'refused' && <Loading />}
        {source && standing && (
          <div class="board">
            {standing.dialingStopped && (
              <p class="notice wide" data-tone="bad" role="alert">
                {STRINGS.dialingStopped(standing.dialingStopped.by, standing.dialingStopped.reason)}
              </p>
            )}
            <Drawing standing={standing} />
            <div class="numbers">
              <Outcomes standing={standing} />
              <Balance standing={standing} />
              <Lanes lanes={standing.lanes} now={standing.at} />
              <Budgets budgets={standing.budgets} />
              <Occupancy occupancy={standing.occupancy} />
            </div>
            {source.acts && standing.local?.world && (
              <Controls local={standing.local} acts={source.acts} choose={choose} />
            )}
            <div class="reading">
              <Stories source={source} standing={standing} chosen={chosen} choose={readStory} />
              <Story source={source} standing={standing} chosen={chosen} />
            </div>
          </div>
        )}
      </main>
    </>
  );
}

interface HeaderProps {
  readonly stage: string;
  readonly standing: Standing | undefined;
  readonly isLost: boolean;
}

function Header({ stage, standing, isLost }: HeaderProps) {
  const now = standing?.local?.clock.now ?? standing?.at;
  return (
    <header class="head">
      <h1>{STRINGS.heading}</h1>
      <Pill>{`${STRINGS.stage} ${stage}`}</Pill>
      {standing && <Pill tone={isLost ? 'bad' : 'good'}>{isLost ? STRINGS.lost : STRINGS.live}</Pill>}
      {now && (
        <time class="soft figures head-time" dateTime={now}>
          {fullTime(now)}
        </time>
      )}
      {(standing?.local?.clock.aheadMs ?? 0) > 0 && <Pill tone="warn">{STRINGS.ahead}</Pill>}
    </header>
  );
}

function Loading() {
  return (
    <section class="card" aria-busy="true">
      <p class="spoken">{STRINGS.loading}</p>
      <Skeleton widths={[60, 90, 75]} />
    </section>
  );
}
