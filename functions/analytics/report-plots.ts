import type { CampaignReport } from '../messages/campaign-report.ts';
import { type Html, html, NOTHING } from './html.ts';
import { type TimeSlot, type TimeSlots, timeSlots } from './time-slots.ts';

/** Bars of their own; what comes after them is summed up. */
const MOST_OUTCOMES = 12;

/** The plots' own measure; they are stretched to the page. */
const WIDTH = 1000;
const HEIGHT = 100;

/** `12,345`; at most one decimal. */
export const figure = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });

/** `30.4 %`, or a dash where there is nothing to divide. */
export const percent = (rate: number | null): string =>
  rate === null ? '–' : `${(rate * 100).toLocaleString('en-US', { maximumFractionDigits: 1 })} %`;

/** `2026-10-27 14:30`, UTC, in one line. */
export const minute = (instant: number | string): Html =>
  html`<time>${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')}</time>`;

/** Successful contacts by wrap-up code as bars. */
export function outcomeBars(outcomes: CampaignReport['outcomes']): Html {
  if (outcomes.length === 0) return html`<p class="none">No contact was successful.</p>`;
  const named = outcomes.map(({ wrapUpCode, contacts }) => ({
    name: wrapUpCode ?? 'no wrap-up code',
    contacts,
  }));
  const rest = named.slice(MOST_OUTCOMES);
  const bars = [
    ...named.slice(0, MOST_OUTCOMES),
    ...(rest.length === 0
      ? []
      : [{ name: `${rest.length} others`, contacts: rest.reduce((sum, { contacts }) => sum + contacts, 0) }]),
  ];
  const most = Math.max(...bars.map(({ contacts }) => contacts), 1);
  const all = Math.max(
    outcomes.reduce((sum, { contacts }) => sum + contacts, 0),
    1,
  );
  const rows = bars.map(
    ({ name, contacts }) =>
      html`<li><span class="name"><bdi>${name}</bdi></span><span class="count">${figure(contacts)} <small>${percent(contacts / all)}</small></span><svg viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="${WIDTH}" height="10"/><rect class="bar" width="${Math.round((contacts / most) * WIDTH)}" height="10"/></svg></li>`,
  );
  return html`<ol class="bars">${rows}</ol>`;
}

/** Attempts by hour, successful contacts marked in them, and the contact rate over the same time. */
export function timePlots(series: CampaignReport['series']): Html {
  const time = timeSlots(series);
  if (time.slots.length === 0) return html`<p class="none">No attempt was made.</p>`;
  return html`<section><h2>Contact rate over time</h2>${ratePlot(time)}</section>
<section><h2>Attempts by ${time.each}</h2>${attemptsPlot(time)}</section>`;
}

function ratePlot({ slots, each }: TimeSlots): Html {
  const rates = slots.map(({ attempts, contacts }) =>
    attempts === 0 ? null : Math.min(contacts / attempts, 1),
  );
  const top = niceTop(Math.max(...rates.map((rate) => rate ?? 0)) * 100) / 100;
  const step = WIDTH / slots.length;
  const x = (index: number): number => Math.round((index + 0.5) * step);
  const y = (rate: number): number => Math.round(HEIGHT - (rate / top) * HEIGHT);
  // A line breaks where there was no attempt; a stretch alone would have no length and is a dot.
  const line = rates
    .map((rate, index) => {
      if (rate === null) return '';
      const before = rates[index - 1];
      return `${before === null || before === undefined ? 'M' : 'L'}${x(index)} ${y(rate)}`;
    })
    .join('');
  const dots = rates.map((rate, index) => (rate === null ? '' : `M${x(index)} ${y(rate)}h0`)).join('');
  return plot({
    label: `Contact rate by ${each}, between ${percent(least(rates))} and ${percent(Math.max(...rates.map((rate) => rate ?? 0)))}`,
    top: percent(top),
    slots,
    inside: html`<path class="line" d="${line}"/><path class="dots" d="${slots.length > 60 ? '' : dots}"/>`,
  });
}

const least = (rates: readonly (number | null)[]): number =>
  Math.min(...rates.filter((rate) => rate !== null));

function attemptsPlot({ slots, each }: TimeSlots): Html {
  const most = Math.max(...slots.map(({ attempts }) => attempts));
  const top = niceTop(most);
  const step = WIDTH / slots.length;
  const gap = slots.length > 60 ? 0 : Math.min(step * 0.2, 8);
  const bar = (name: string, index: number, count: number): Html => {
    const height = (count / top) * HEIGHT;
    return html`<rect class="${name}" x="${fixed(index * step + gap / 2)}" y="${fixed(HEIGHT - height)}" width="${fixed(step - gap)}" height="${fixed(height)}"/>`;
  };
  const bars = slots.flatMap(({ attempts, contacts }, index) => [
    bar('bar', index, attempts),
    bar('success', index, Math.min(contacts, attempts)),
  ]);
  return html`${plot({ label: `Attempts by ${each}, at most ${figure(most)}`, top: figure(top), slots, inside: html`${bars}` })}
<p class="legend"><span class="key attempts"></span>attempts <span class="key contacts"></span>of them successful</p>`;
}

interface Plot {
  readonly label: string;
  readonly top: string;
  readonly slots: readonly TimeSlot[];
  readonly inside: Html;
}

/** Only shapes are stretched; what is read stands beside them at its own size. */
function plot({ label, top, slots, inside }: Plot): Html {
  const [first] = slots;
  const last = slots.at(-1);
  if (!first || !last) return NOTHING;
  const until = slots.length === 1 ? NOTHING : html`${minute(last.startMs)}`;
  return html`<figure class="plot"><div class="scale" aria-hidden="true"><span>${top}</span><span>0</span></div><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}"><path class="grid" d="M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}"/>${inside}</svg><figcaption>${minute(first.startMs)}${until}</figcaption></figure>`;
}

/** A round number that is not far above the value. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * power >= value) ?? 10;
  return factor * power;
}

const fixed = (value: number): string => String(Math.round(value * 100) / 100);
