import type { Completion } from '../messages/campaign-record.ts';
import type { CampaignReport, FigureChange } from '../messages/campaign-report.ts';
import type { CampaignFigures, Interval } from '../ports/campaigns.ts';
import { residualOf } from './settling.ts';

/** What a report is made from. */
export interface ReportParts {
  readonly campaignId: string;
  readonly completion: Completion;
  readonly figures: CampaignFigures;
  readonly interval: Interval;
  readonly provisional: boolean;
  /** The report before, where there is one. */
  readonly before: CampaignReport | undefined;
  readonly now: Date;
}

/** The next version of the report on an end (guide 004, section 3). */
export function buildReport(parts: ReportParts): CampaignReport {
  const { campaignId, completion, interval, provisional, before, now } = parts;
  const { reportId, endedAt, ending } = completion;
  const told = figuresOf(parts);
  return {
    reportId,
    version: (before?.version ?? 0) + 1,
    supersedes: before ? { reportId, version: before.version } : null,
    differences: before ? differences(before, { ...told, provisional }) : [],
    campaignId,
    completionTimestamp: endedAt.toISOString(),
    endTime: ending === 'completed' ? endedAt.toISOString() : null,
    provisional,
    interval: { start: interval.start.toISOString(), end: interval.end.toISOString() },
    ...told,
    metadata: { generatedBy: 'trunkline', version: '2.0', generatedAt: now.toISOString() },
  };
}

type Told = Pick<CampaignReport, 'metrics' | 'contacts' | 'residual' | 'outcomes' | 'series' | 'sources'>;

function figuresOf({ figures, completion }: ReportParts): Told {
  const { attempts, connects, handled, contacts } = figures;
  const skipped = Object.values(contacts.skippedByReason).reduce((sum, count) => sum + count, 0);
  return {
    metrics: {
      totalCallsAttempted: attempts,
      successfulContacts: connects,
      contactRate: attempts === 0 ? null : rounded(connects / attempts, 4),
      avgHandleTimeSeconds:
        handled.count === 0 ? null : rounded(handled.milliseconds / handled.count / 1000, 1),
      status: completion.ending,
    },
    contacts: {
      total: contacts.total,
      called: contacts.called,
      skipped,
      skippedByReason: { ...contacts.skippedByReason },
    },
    residual: residualOf(figures, completion.announced),
    outcomes: figures.outcomes.map((outcome) => ({ ...outcome })),
    series: figures.series.map((hour) => ({ ...hour, start: hour.start.toISOString() })),
    sources: figures.sources.map(({ query, id, at }) => ({ query, id, at: at.toISOString() })),
  };
}

/** Every figure that is another than before, by its path. Instants of reading are no figures. */
function differences(
  before: CampaignReport,
  after: Told & Pick<CampaignReport, 'provisional'>,
): FigureChange[] {
  const was = new Map(flat(before));
  const is = new Map(flat(after));
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((figure) => was.get(figure) !== is.get(figure))
    .map((figure) => ({ figure, before: was.get(figure) ?? null, after: is.get(figure) ?? null }));
}

type Value = number | string | null;

function flat({
  provisional,
  metrics,
  contacts,
  residual,
  outcomes,
  series,
}: Omit<Told, 'sources'> & Pick<CampaignReport, 'provisional'>): [string, Value][] {
  const { skippedByReason, ...counts } = contacts;
  return [
    ['provisional', String(provisional)],
    ...under('metrics', metrics),
    ...under('contacts', counts),
    ...under('contacts.skippedByReason', skippedByReason),
    ...under('residual', residual),
    ...outcomes.map(({ wrapUpCode, contacts: count }): [string, Value] => [
      `outcomes.${wrapUpCode ?? '(none)'}`,
      count,
    ]),
    ...series.flatMap(({ start, attempts, contacts: count }): [string, Value][] => [
      [`series.${start}.attempts`, attempts],
      [`series.${start}.contacts`, count],
    ]),
  ];
}

const under = (path: string, values: Readonly<Record<string, Value>>): [string, Value][] =>
  Object.entries(values).map(([name, value]) => [`${path}.${name}`, value]);

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
