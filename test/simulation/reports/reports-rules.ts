import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { CampaignRecord, type Completion } from '../../../functions/messages/campaign-record.ts';
import type { CampaignReport } from '../../../functions/messages/campaign-report.ts';
import { receiptOf } from '../../support/fake-warehouse.ts';
import type { Simulation, Violation } from '../simulation.ts';

/** One end as it really was. Instants are epoch ms. */
export interface RealEnd {
  readonly campaignId: string;
  readonly endedAt: number;
  /** From then on analytics knows everything. */
  readonly settledAt: number;
  /** Connects it tells then. */
  readonly settled: number;
  /** From then on it says something else than before. */
  readonly restatedAt: number | undefined;
  readonly restated: number;
  /** The counts never agree. */
  readonly never: boolean;
}

type Row = Readonly<Record<string, AttributeValue>>;

/** Where the judge looks. */
export interface Evidence {
  readonly ends: readonly RealEnd[];
  /** Lines of a version in a warehouse, under `<report>#<version>`. */
  lines(warehouse: string, name: string): readonly string[];
  report(document: string): CampaignReport | undefined;
}

/** The record of a row; `undefined` for rows of other things. */
export const recordIn = (row: Row | undefined): CampaignRecord | undefined =>
  row?.pk?.S?.startsWith('CAMPAIGN#') ? z.parse(CampaignRecord, JSON.parse(row.state?.S ?? '{}')) : undefined;

/** What must hold of reports: at every step, and when everything had its time. */
export function reportsJudge(simulation: Simulation, { ends, lines, report }: Evidence) {
  const whole = new Map<string, string>();
  const told = new Set<string>();

  /** Sees a campaign in the step in which it changes. */
  function saw({ completions }: CampaignRecord): void {
    for (const { reportId, versions } of completions) {
      for (const { version, rows, sha256, deliveries } of versions) {
        const name = `${reportId}#${version}`;
        for (const [warehouse, { state }] of Object.entries(deliveries)) {
          const there = receiptOf(name, lines(warehouse, name));
          const isThere = there.rows === rows && there.sha256 === sha256;
          if (state === 'DELIVERED' && !isThere) {
            simulation.violated('receipt', `${name} counts as delivered and does not lie in ${warehouse}`);
          }
        }
        if (deliveries.s3?.state !== 'DELIVERED') continue;
        if ((whole.get(name) ?? sha256) !== sha256) {
          simulation.violated('unchanged', `${name} was changed after it was delivered`);
        }
        whole.set(name, sha256);
      }
    }
  }

  /** Hears of every notice. */
  function heard(name: string): void {
    told.add(name);
    if (!whole.has(name)) simulation.violated('told', `${name} was told before it could be read`);
  }

  function atRest(records: readonly CampaignRecord[]): Violation[] {
    return ends.flatMap((end) => {
      const completions = records.find(({ campaignId }) => campaignId === end.campaignId)?.completions ?? [];
      const [completion] = completions;
      if (!completion || completions.length > 1) {
        return [{ invariant: 'one report', what: `${end.campaignId} has ${completions.length} ends` }];
      }
      return [...ofEnd(end, completion), ...ofVersions(end, completion)];
    });
  }

  function ofEnd(end: RealEnd, { phase, why, nextLookAt, versions }: Completion): Violation[] {
    const { campaignId, never } = end;
    const last = report(versions.at(-1)?.document ?? '');
    const expected = end.restatedAt === undefined ? end.settled : end.restated;
    return [
      rule('rest', nextLookAt === null, `${campaignId} is looked at for ever`),
      rule('phase', phase === (never ? 'UNSETTLED' : 'FINAL'), `${campaignId} is still ${phase}`),
      rule('reason', !never || why !== null, `${campaignId} does not say why it is provisional`),
      rule('provisional', last?.provisional === never, `${campaignId} is wrongly provisional or not`),
      rule('figures', last?.metrics.successfulContacts === expected, `${campaignId} has old figures`),
    ].flat();
  }

  function ofVersions({ settled, restated }: RealEnd, { reportId, versions }: Completion): Violation[] {
    return versions.flatMap(({ version, document, deliveries }, index) => {
      const name = `${reportId}#${version}`;
      const made = report(document);
      const isTrue =
        made?.provisional || [settled, restated].includes(made?.metrics.successfulContacts ?? -1);
      return [
        rule('versions', version === index + 1, `${name} is there twice`),
        rule('supersedes', (made?.supersedes?.version ?? 0) === version - 1, `${name} supersedes another`),
        rule('final', isTrue, `${name} is final with figures that never were`),
        ...Object.entries(deliveries).map(([warehouse, { state }]) =>
          rule('delivered', state === 'DELIVERED', `${name} is ${state} in ${warehouse}`),
        ),
        rule('told', told.has(name), `nobody was told of ${name}`),
      ].flat();
    });
  }

  return { saw, heard, atRest };
}

const rule = (invariant: string, holds: boolean, what: string): Violation[] =>
  holds ? [] : [{ invariant, what }];
