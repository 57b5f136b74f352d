import type { CampaignReport } from '../messages/campaign-report.ts';
import { type Html, html, NOTHING } from './html.ts';
import { figure, minute, outcomeBars, percent, timePlots } from './report-plots.ts';
import { REPORT_STYLE } from './report-style.ts';

/** Nothing is loaded and nothing runs. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const ENDINGS: Readonly<Record<CampaignReport['metrics']['status'], string>> = {
  completed: 'ran out of contacts',
  stopped: 'was stopped',
  failed: 'failed',
  running: 'still running',
};

/** A report as one HTML document of its own: no script, nothing from elsewhere. The same text for the same report. */
export function reportPage(report: CampaignReport): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="robots" content="noindex">
<title>Campaign report ${report.campaignId}</title>
<style>${{ html: REPORT_STYLE }}</style>
</head>
<body>
<main>
${heading(report)}
${residualNotice(report)}
${keyFigures(report)}
<div class="plots"><section><h2>Successful contacts by outcome</h2>${outcomeBars(report.outcomes)}</section>
${timePlots(report.series)}</div>
${differences(report)}
${skipped(report)}
${sources(report)}
</main>
</body>
</html>
`.html;
}

function heading({
  campaignId,
  metrics,
  provisional,
  version,
  supersedes,
  completionTimestamp,
  interval,
}: CampaignReport): Html {
  const settled = provisional ? html`<li class="warn">provisional</li>` : html`<li class="good">final</li>`;
  const corrects = supersedes === null ? NOTHING : html`<li>corrects version ${supersedes.version}</li>`;
  return html`<header><h1>Campaign report</h1>
<p class="id"><bdi>${campaignId}</bdi></p>
<ul class="flags">${settled}<li>${ENDINGS[metrics.status]}</li><li>version ${version}</li>${corrects}</ul>
<p class="id">Ended ${minute(completionTimestamp)}. Counted from ${minute(interval.start)} to ${minute(interval.end)}. All times are UTC.</p></header>`;
}

/** What does not add up, in words. */
function residualNotice({ provisional, residual, metrics }: CampaignReport): Html {
  const { contactsLeft, attemptsMissing, announcedMissing } = residual;
  const lines = [
    contactsLeft !== 0 && `${figure(contactsLeft)} contacts were neither called nor skipped.`,
    attemptsMissing !== 0 &&
      `${figure(attemptsMissing)} called contacts are not yet in the platform's analytics.`,
    announcedMissing !== null &&
      announcedMissing !== 0 &&
      `The platform announced ${figure(Math.abs(announcedMissing))} contacts ${announcedMissing > 0 ? 'more' : 'fewer'} than it counts.`,
  ].filter((line) => line !== false);
  // Of a campaign that was stopped, contacts that are left are no mistake.
  if (!provisional && (lines.length === 0 || metrics.status !== 'completed')) {
    return lines.length === 0
      ? NOTHING
      : html`<section><h2>What is left</h2>${lines.map((line) => html`<p>${line}</p>`)}</section>`;
  }
  const title = provisional ? 'These figures may still change' : 'These figures do not add up';
  return html`<div class="notice"><h2>${title}</h2>${lines.map((line) => html`<p>${line}</p>`)}</div>`;
}

function keyFigures({ metrics, contacts }: CampaignReport): Html {
  const handle = metrics.avgHandleTimeSeconds;
  const figures: readonly (readonly [string, string])[] = [
    ['calls attempted', figure(metrics.totalCallsAttempted)],
    ['successful contacts', figure(metrics.successfulContacts)],
    ['contact rate', percent(metrics.contactRate)],
    ['average handle time', handle === null ? '–' : `${figure(handle)} s`],
    ['contacts', figure(contacts.total)],
    ['called', figure(contacts.called)],
    ['skipped', figure(contacts.skipped)],
  ];
  const cells = figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<section><h2>Figures</h2><dl class="figures">${cells}</dl></section>`;
}

function differences({ differences: changes, supersedes }: CampaignReport): Html {
  if (changes.length === 0) return NOTHING;
  const told = (value: number | string | null): Html =>
    value === null ? html`–` : html`<bdi>${typeof value === 'number' ? exact(value) : value}</bdi>`;
  const rows = changes.map(
    ({ figure: name, before, after }) =>
      html`<tr><td><bdi>${name}</bdi></td><td class="n">${told(before)}</td><td class="n">${told(after)}</td></tr>`,
  );
  return html`<section><h2>What this version corrects</h2><table><thead><tr><th scope="col">Figure</th><th scope="col" class="n">${supersedes === null ? 'Before' : `Version ${supersedes.version}`}</th><th scope="col" class="n">Now</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

const exact = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 6 });

function skipped({ contacts }: CampaignReport): Html {
  const reasons = Object.entries(contacts.skippedByReason).toSorted(
    ([one, count], [other, more]) => more - count || (one < other ? -1 : 1),
  );
  if (reasons.length === 0) return NOTHING;
  const rows = reasons.map(
    ([reason, count]) => html`<tr><td><bdi>${reason}</bdi></td><td class="n">${figure(count)}</td></tr>`,
  );
  return html`<section><h2>Why contacts were skipped</h2><table><thead><tr><th scope="col">Reason</th><th scope="col" class="n">Contacts</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function sources({ sources: queries, reportId, version, metadata }: CampaignReport): Html {
  const read = queries.map(
    ({ query, id, at }) =>
      html`<p><bdi>${query}</bdi>, read ${minute(at)}${id === null ? NOTHING : html`, <bdi>${id}</bdi>`}</p>`,
  );
  return html`<footer class="id"><p><bdi>${reportId}</bdi>, version ${version}, made ${minute(metadata.generatedAt)} by <bdi>${metadata.generatedBy}</bdi> ${metadata.version}</p>${read}</footer>`;
}
