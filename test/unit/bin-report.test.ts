import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { reportText, writePage } from '../../bin/commands/report.ts';
import { unwatched } from '../../functions/analytics/campaign-watch.ts';
import { rebuilt } from '../../functions/analytics/rebuilt.ts';
import { CAMPAIGN, campaignDesk, ENDED, ended, figures } from '../support/campaign-desk.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Asks again, as the command does. */
async function rebuild(desk: ReturnType<typeof campaignDesk>): Promise<void> {
  await desk.ports.ledger.change(CAMPAIGN, (record) => {
    const next = record && rebuilt(record, desk.clock.now());
    return next ? { next, answer: undefined } : { answer: undefined };
  });
}

describe('the report of a campaign as text', () => {
  it('tells the end, its state, each version and what each warehouse confirmed', async () => {
    const desk = campaignDesk();
    await desk.door(ended());
    await desk.pass(2 * MINUTE);

    const lines = reportText(await desk.record()).split('\n');

    expect(lines[0]).toMatch(/^rpt-[0-9a-f]{24} completed 2026-11-20T23:58:00.000Z$/);
    expect(lines[1]).toMatch(/^ {2}RECHECKING.*next look 2026/);
    expect(lines[2]).toMatch(/^ {2}version 1 final, built .*, told$/);
    expect(lines[3]).toMatch(/^ {4}s3: DELIVERED \d+ rows, queryable, rpt-/);
  });

  it('says that a campaign has not ended', () => {
    expect(reportText(unwatched(CAMPAIGN))).toBe('it has not ended yet');
  });
});

describe('the page of a report as a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-report-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'report.html');

  it('is that of the last version', async () => {
    const desk = campaignDesk();
    await desk.door(ended());
    await desk.pass(10 * MINUTE);
    desk.platformTells(() => figures({ connects: 451 }));
    await desk.pass(DAY);

    expect(await writePage(file, await desk.record(), desk.archive)).toBe(0);

    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('451');
  });

  it('is missing before there is a report', async () => {
    expect(await writePage(file, unwatched(CAMPAIGN), campaignDesk().archive)).toBe(1);
  });
});

describe('asking again', () => {
  it('makes no new version of a report that is right', async () => {
    const desk = campaignDesk();
    await desk.door(ended());
    await desk.pass(4 * DAY);

    await rebuild(desk);
    await desk.pass(4 * DAY);

    expect(await desk.reports()).toHaveLength(1);
    expect(await desk.completion()).toMatchObject({ phase: 'FINAL' });
  });

  it('corrects a report after its window', async () => {
    const desk = campaignDesk();
    await desk.door(ended());
    await desk.pass(4 * DAY);
    desk.platformTells(() => figures({ connects: 451 }));

    await rebuild(desk);
    await desk.pass(4 * DAY);

    expect(await desk.reports()).toMatchObject([{ version: 1 }, { version: 2, supersedes: { version: 1 } }]);
  });

  it('delivers again what was parked', async () => {
    const desk = campaignDesk();
    desk.s3.fail('refused');
    await desk.door(ended());
    await desk.pass(10 * MINUTE);
    expect((await desk.completion()).versions[0]?.deliveries.s3).toMatchObject({ state: 'PARKED' });

    await rebuild(desk);
    await desk.pass(10 * MINUTE);

    expect((await desk.completion()).versions[0]?.deliveries.s3).toMatchObject({ state: 'DELIVERED' });
  });

  it('finds nothing to do for a campaign that has not ended', () => {
    expect(rebuilt(unwatched(CAMPAIGN), ENDED)).toBeUndefined();
  });
});
