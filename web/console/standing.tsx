import type { BudgetLine, LaneLine, OccupancyLine } from '../../functions/overview/overview.ts';
import type { Conservation } from '../../functions/overview/reckoning.ts';
import { Card } from '../shared/card.tsx';
import { Pill, type Tone } from '../shared/pill.tsx';
import { ageText, dayAndClockIn, shortTime } from './format.ts';
import { Gauge } from './gauge.tsx';
import type { Standing } from './source.ts';
import { STRINGS } from './strings.ts';
import { outcomeName, outcomeTone } from './words.ts';

/** A lane is slow when its oldest alert waits so long. */
const SLOW_MS = 120_000;

/** The two lanes and how long the oldest alert of each waits. */
export function Lanes({ lanes, now }: { readonly lanes: readonly LaneLine[]; readonly now: string }) {
  return (
    <Card title={STRINGS.lanes.title} id="lanes">
      <ul class="stack">
        {lanes.map(({ lane, inFlight, oldestAt }) => (
          <li key={lane} class="lane">
            <div class="gauge-head">
              <span class="gauge-label">{STRINGS.lane[lane]}</span>
              <Pill tone={oldestAt && Date.parse(now) - Date.parse(oldestAt) > SLOW_MS ? 'warn' : 'plain'}>
                {oldestAt ? `${STRINGS.lanes.age} ${ageText(oldestAt, now)}` : STRINGS.lanes.empty}
              </Pill>
            </div>
            <p class="soft small figures">{STRINGS.lanes.inFlight(inFlight)}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const BREAKER_TONES: Readonly<Record<BudgetLine['breaker'], Tone>> = {
  closed: 'good',
  probing: 'warn',
  open: 'bad',
};

/** What of each destination's budget is used, and whether it works. */
export function Budgets({ budgets }: { readonly budgets: readonly BudgetLine[] }) {
  const { names, use, held, breaker: words, title } = STRINGS.budgets;
  return (
    <Card title={title} id="budgets">
      <ul class="stack">
        {budgets.map(({ destination, requestsPerMinute, thisMinute, heldUntil, breaker }) => (
          <Gauge
            key={destination}
            label={names[destination]}
            text={[
              use(thisMinute, requestsPerMinute),
              ...(heldUntil ? [held(shortTime(heldUntil))] : []),
            ].join(', ')}
            value={thisMinute}
            max={requestsPerMinute}
            tone={heldUntil ? 'warn' : 'accent'}
            aside={<Pill tone={BREAKER_TONES[breaker]}>{words[breaker]}</Pill>}
          />
        ))}
      </ul>
    </Card>
  );
}

const THROTTLE_TONES: Readonly<Record<OccupancyLine['throttle'], Tone>> = {
  free: 'good',
  half: 'warn',
  stopped: 'bad',
};

/** How busy the routing queues are. */
export function Occupancy({ occupancy }: { readonly occupancy: readonly OccupancyLine[] }) {
  const { title, busy, unknown, throttle: words } = STRINGS.occupancy;
  return (
    <Card title={title} id="occupancy">
      <ul class="stack">
        {occupancy.map(({ routingQueue, percent, throttle }) => (
          <Gauge
            key={routingQueue}
            label={routingQueue}
            text={percent === null ? unknown : busy(Math.round(percent))}
            value={percent ?? 0}
            max={100}
            tone={THROTTLE_TONES[throttle]}
            aside={<Pill tone={THROTTLE_TONES[throttle]}>{words[throttle]}</Pill>}
          />
        ))}
      </ul>
    </Card>
  );
}

const OUTCOMES = ['placed', 'suppressed', 'deferred', 'uncertain', 'quarantined', 'in_flight'] as const;

/** How the alerts of the last day ended. */
export function Outcomes({
  standing: { local, outcomes, since, uncounted },
}: {
  readonly standing: Standing;
}) {
  const { title, since: sinceWhen, world, more } = STRINGS.outcomes;
  return (
    <Card
      title={title}
      id="outcomes"
      aside={<span class="soft small">{sinceWhen(dayAndClockIn('UTC', since) ?? since)}</span>}
    >
      <dl class="tiles">
        {OUTCOMES.map((name) => {
          const count = outcomes[name] ?? 0;
          return (
            <div key={name} class="tile" data-tone={count > 0 ? outcomeTone(name) : 'plain'}>
              <dt>{outcomeName(name)}</dt>
              <dd class="figures">{count}</dd>
            </div>
          );
        })}
      </dl>
      {local?.world && <p class="soft small note">{world(local.world.calls, local.world.tasks)}</p>}
      {uncounted && <p class="soft small note">{more}</p>}
    </Card>
  );
}

/** accepted = ended + in flight + quarantined, and what is between. */
export function Balance({ standing: { conservation, unaccounted } }: { readonly standing: Standing }) {
  const { title, even, missing, unaccounted: late } = STRINGS.conservation;
  const lost = conservation.missing;
  return (
    <Card
      title={title}
      id="balance"
      aside={<Pill tone={lost === 0 ? 'good' : 'bad'}>{lost === 0 ? even : missing(lost)}</Pill>}
    >
      <Equation figure={conservation} />
      {unaccounted > 0 && (
        <p class="notice note" data-tone="bad">
          {late(unaccounted)}
        </p>
      )}
    </Card>
  );
}

function Equation({ figure }: { readonly figure: Conservation }) {
  const words = STRINGS.conservation;
  const terms = (['ended', 'inFlight', 'quarantined', 'duplicates', 'waiting'] as const).filter(
    (name, index) => index < 3 || figure[name] > 0,
  );
  return (
    <p class="equation figures">
      <span class="term">
        <Term name={words.accepted} count={figure.accepted} />
      </span>
      {terms.map((name, index) => (
        <span key={name} class="term">
          <span class="sign">{index === 0 ? '=' : '+'}</span> <Term name={words[name]} count={figure[name]} />
        </span>
      ))}
    </p>
  );
}

function Term({ name, count }: { readonly name: string; readonly count: number }) {
  return (
    <>
      <strong>{count}</strong> <span class="soft small">{name}</span>
    </>
  );
}
