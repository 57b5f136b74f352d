import uPlot from 'uplot';
import type { TelemetryChart } from '../../functions/panel/telemetry-points.ts';
import 'uplot/dist/uPlot.min.css';

const HEIGHT = 190;

/** A colour of the page as it is now: light or dark. */
const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Draws readings, threshold and breaches into a place, and again whenever its width or the colours change; gives what removes it. */
export function drawChart(place: HTMLElement, chart: TelemetryChart): () => void {
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    plot = new uPlot(options(place.clientWidth, chart), dataOf(chart), place);
  };
  draw();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', draw);
  const width = new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT }));
  width.observe(place);
  return () => {
    dark.removeEventListener('change', draw);
    width.disconnect();
    plot?.destroy();
  };
}

function dataOf({ points, threshold }: TelemetryChart): uPlot.AlignedData {
  const times = points.map(({ at }) => Date.parse(at) / 1000);
  const values = points.map(({ value }) => value);
  const limit = points.map(() => threshold);
  const breaches = points.map(({ value, breach }) => (breach ? value : null));
  return [times, values, limit, breaches];
}

function options(width: number, { points, threshold }: TelemetryChart): uPlot.Options {
  const axis = {
    stroke: colour('soft'),
    grid: { stroke: colour('edge'), width: 1 },
    ticks: { stroke: colour('edge'), width: 1, size: 4 },
    font: '12px system-ui, sans-serif',
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 8 } },
    scales: { x: { range: xRange(points) }, y: { range: yRange(points, threshold) } },
    axes: [
      { ...axis, space: 70, size: 30, values: timeTicks },
      { ...axis, size: 42, space: 34 },
    ],
    series: [
      {},
      {
        stroke: colour('accent'),
        width: 2,
        points: { show: points.length < 40, size: 6, fill: colour('card') },
      },
      { stroke: colour('warn'), width: 1.5, dash: [6, 4], points: { show: false } },
      {
        stroke: colour('bad'),
        paths: () => null,
        points: { show: true, size: 8, fill: colour('bad'), stroke: colour('bad') },
      },
    ],
  };
}

/** One reading alone stands in the middle of ten minutes. */
function xRange(points: TelemetryChart['points']): uPlot.Range.MinMax {
  const first = Date.parse(points[0]?.at ?? '') / 1000;
  const last = Date.parse(points.at(-1)?.at ?? '') / 1000;
  const margin = first === last ? 300 : (last - first) * 0.04;
  return [first - margin, last + margin];
}

function yRange(points: TelemetryChart['points'], threshold: number | null): uPlot.Range.MinMax {
  const values = [...points.map(({ value }) => value), ...(threshold === null ? [] : [threshold])];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max((high - low) * 0.2, Math.abs(high) * 0.02, 0.5);
  return [low - margin, high + margin];
}

/** The clock; the day with it where the chart spans more than one. */
function timeTicks(_plot: uPlot, ticks: number[]): string[] {
  const isLong = (ticks.at(-1) ?? 0) - (ticks[0] ?? 0) > 20 * 3600;
  const words = new Intl.DateTimeFormat(
    'en-GB',
    isLong ? { day: '2-digit', month: 'short' } : { hour: '2-digit', minute: '2-digit' },
  );
  return ticks.map((tick) => words.format(tick * 1000));
}
