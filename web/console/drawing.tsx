import { useEffect, useState } from 'preact/hooks';
import type { QueueDepth } from '../../functions/ports/queue-depths.ts';
import { Card } from '../shared/card.tsx';
import { narrowPlan, type PlannedBox, type PlannedWay, widePlan } from './drawing-plan.ts';
import type { Standing } from './source.ts';
import { STRINGS } from './strings.ts';

/** From here on the wide drawing is read without glasses. */
const WIDE = '(min-width: 1000px)';

/** A box beside whose name there is no room for a figure. */
const NARROW_BOX = 120;

type Counts = Readonly<Record<string, number>>;

/** The pipeline with what waits, what is worked on and what has come. Screen readers get it as a table. */
export function Drawing({ standing: { queues, local } }: { readonly standing: Standing }) {
  const plan = useMedia(WIDE) ? widePlan : narrowPlan;
  const depths = new Map(queues.map((depth) => [depth.name, depth]));
  const came = local?.came ?? {};
  return (
    <Card title={STRINGS.flow.title} id="flow">
      <p class="soft small">{STRINGS.flow.legend}</p>
      <svg class="drawing" viewBox={`0 0 ${plan.width} ${plan.height}`} aria-hidden="true">
        {plan.ways.map((way) => (
          <Way key={way.id} way={way} came={came} />
        ))}
        {plan.boxes.map((box) => (
          <Box key={box.id} box={box} depths={depths} came={came} />
        ))}
        {plan.note && (
          <text class="lane-label" x={plan.note.x} y={plan.note.y}>
            {STRINGS.flow.sameRules}
          </text>
        )}
      </svg>
      <QueueTable queues={queues} came={came} />
    </Card>
  );
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const look = (): void => setMatches(media.matches);
    media.addEventListener('change', look);
    return () => media.removeEventListener('change', look);
  }, [query]);
  return matches;
}

const sumOf = (queues: readonly string[], came: Counts): number =>
  queues.reduce((sum, queue) => sum + (came[queue] ?? 0), 0);

function Way({ way: { path, queues, isDashed }, came }: { readonly way: PlannedWay; readonly came: Counts }) {
  const count = sumOf(queues, came);
  return (
    <>
      <path class="way" d={path} data-dashed={isDashed} />
      {/* A new key is a new dot, which runs down the way once. */}
      {count > 0 && <circle key={count} class="dot" r={5} style={{ offsetPath: `path("${path}")` }} />}
    </>
  );
}

interface BoxProps {
  readonly box: PlannedBox;
  readonly depths: ReadonlyMap<string, QueueDepth>;
  readonly came: Counts;
}

function Box({ box, depths, came }: BoxProps) {
  const { label, x, y, w, h, lanes } = box;
  const total = sumOf(
    lanes.map(({ queue }) => queue),
    came,
  );
  const isBusy = lanes.some(
    ({ queue }) => (depths.get(queue)?.waiting ?? 0) + (depths.get(queue)?.working ?? 0) > 0,
  );
  return (
    <g class={lanes.length === 0 ? 'end' : 'worker'} data-busy={isBusy}>
      <rect x={x} y={y} width={w} height={h} rx={lanes.length === 0 ? h / 2 : 10} />
      {lanes.length === 0 ? (
        <text class="end-label" x={x + w / 2} y={y + h / 2 + 4}>
          {label}
        </text>
      ) : (
        <text class="box-label" x={x + 10} y={y + 18}>
          {label}
        </text>
      )}
      {total > 0 && (
        <text class="box-total" x={x + w - 10} y={w < NARROW_BOX ? y + h - 10 : y + 18}>
          {total}
        </text>
      )}
      {lanes.map(({ queue, label: lane }, index) => (
        <Lane
          key={queue}
          at={[x + 10 + (index * (w - 16)) / lanes.length, y + 38]}
          label={lane}
          depth={depths.get(queue)}
        />
      ))}
    </g>
  );
}

interface LaneProps {
  readonly at: readonly [x: number, y: number];
  readonly label: string;
  readonly depth: QueueDepth | undefined;
}

function Lane({ at: [x, y], label, depth }: LaneProps) {
  const { waiting = 0, working = 0 } = depth ?? {};
  return (
    <>
      <text class="lane-count" x={x} y={y} data-zero={waiting + working === 0}>
        {waiting}
        {working > 0 && <tspan class="lane-working">{` +${working}`}</tspan>}
      </text>
      <text class="lane-label" x={x} y={y + 15}>
        {label}
      </text>
    </>
  );
}

function QueueTable({ queues, came }: { readonly queues: readonly QueueDepth[]; readonly came: Counts }) {
  const words = STRINGS.flow;
  return (
    <div class="spoken">
      <table>
        <caption>{words.title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.worker}</th>
            <th scope="col">{words.waiting}</th>
            <th scope="col">{words.working}</th>
            <th scope="col">{words.total}</th>
          </tr>
        </thead>
        <tbody>
          {queues.map(({ name, waiting, working }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{waiting}</td>
              <td>{working}</td>
              <td>{came[name] ?? 0}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
