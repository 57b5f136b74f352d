import { useEffect, useRef } from 'preact/hooks';
import type { ShownAlert } from '../../functions/panel/show-alert.ts';
import { Pill } from '../shared/pill.tsx';
import { markPainted } from './mark.ts';
import { STRINGS, wordFor } from './strings.ts';

/** The last reading in figures, all of them as a chart and as a table. */
export function Readings({ telemetry }: { readonly telemetry: ShownAlert['telemetry'] }) {
  const { points, threshold, unit } = telemetry;
  const last = points.at(-1);
  if (last === undefined || threshold === null) return <p class="soft">{STRINGS.noReading}</p>;
  const inUnit = (value: number): string => `${rounded(value)} ${wordForUnit(unit)}`.trim();
  return (
    <>
      <p class="reading">
        <span class="reading-value figures">{inUnit(last.value)}</span>
        <Pill tone={last.breach ? 'bad' : 'good'}>{distance(last.value, threshold, inUnit)}</Pill>
      </p>
      <Chart telemetry={telemetry} threshold={inUnit(threshold)} />
      <details class="small">
        <summary>{STRINGS.table}</summary>
        <ReadingTable points={points} inUnit={inUnit} />
      </details>
    </>
  );
}

function distance(value: number, threshold: number, inUnit: (value: number) => string): string {
  if (value === threshold) return STRINGS.at;
  const by = inUnit(Math.abs(value - threshold));
  return value > threshold ? STRINGS.above(by) : STRINGS.below(by);
}

function Chart({
  telemetry,
  threshold,
}: {
  readonly telemetry: ShownAlert['telemetry'];
  readonly threshold: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let remove: (() => void) | undefined;
    let isGone = false;
    // The chart's library comes when there is something to draw.
    void import('./chart.ts').then(({ drawChart }) => {
      if (isGone) return;
      remove = drawChart(element, telemetry);
      markPainted('panel:chart');
    });
    return () => {
      isGone = true;
      remove?.();
    };
  }, [telemetry]);
  const breaches = telemetry.points.filter(({ breach }) => breach).length;
  return (
    <figure class="chart">
      <div
        class="chart-place"
        ref={place}
        role="img"
        aria-label={STRINGS.chart(telemetry.points.length, breaches, threshold)}
      />
      <figcaption class="legend small soft" aria-hidden="true">
        <span data-key="value">{STRINGS.value}</span>
        <span data-key="threshold">
          {STRINGS.threshold} {threshold}
        </span>
        <span data-key="breach">{STRINGS.breach}</span>
      </figcaption>
    </figure>
  );
}

interface TableProps {
  readonly points: ShownAlert['telemetry']['points'];
  readonly inUnit: (value: number) => string;
}

function ReadingTable({ points, inUnit }: TableProps) {
  return (
    <div class="table-place">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{STRINGS.time}</th>
            <th scope="col">{STRINGS.value}</th>
            <th scope="col">{STRINGS.breach}</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map(({ at, value, breach }) => (
            <tr key={at}>
              <td>{new Date(at).toLocaleString('en-GB', { dateStyle: 'short', timeStyle: 'medium' })}</td>
              <td>{inUnit(value)}</td>
              <td>{breach ? STRINGS.breach : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const rounded = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });

/** A unit that has no sign stays as the sender wrote it. */
const wordForUnit = (unit: string | null): string =>
  unit === null ? '' : unit in STRINGS.units ? wordFor(STRINGS.units, unit) : unit;
