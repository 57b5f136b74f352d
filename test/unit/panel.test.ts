import { describe, expect, it } from '@jest/globals';
import { telemetryChart } from '../../functions/panel/telemetry-points.ts';
import type { TelemetryRecord } from '../../functions/ports/archive.ts';
import { PanelSettings, panelProblems } from '../../lib/panel-settings.ts';
import { codeAddress, readAddress, tokenAddress } from '../../web/panel/address.ts';
import { type PanelState, panelState } from '../../web/panel/panel-state.ts';
import { inWords, STRINGS, wordFor } from '../../web/panel/strings.ts';
import { ago } from '../../web/shared/ago.ts';

const REFERENCE = '7f3c9a1e5b2d4086a1c4e7f90b3d5a62';

const record = (timestamp: string, telemetryData: Record<string, unknown>): TelemetryRecord => ({
  sensorId: 'SNS-1',
  alertType: 'temp_critical',
  timestamp,
  telemetryData,
});

describe('the chart of a sensor', () => {
  it('has the readings of the sender, of the alert and of earlier alerts in order of time, each once', () => {
    const alert = record('2026-11-21T10:00:00.000Z', {
      currentValue: 9,
      threshold: 8,
      unit: 'celsius',
      readings: [
        { time: '2026-11-21T11:00:00+01:00', value: 9 },
        { time: '2026-11-21T09:50:00Z', value: 7 },
      ],
    });
    const earlier = record('2026-11-20T10:00:00.000Z', { currentValue: 8.5, threshold: 8, unit: 'celsius' });

    expect(telemetryChart(alert, [earlier])).toEqual({
      unit: 'celsius',
      threshold: 8,
      points: [
        { at: '2026-11-20T10:00:00.000Z', value: 8.5, breach: true },
        { at: '2026-11-21T09:50:00.000Z', value: 7, breach: false },
        { at: '2026-11-21T10:00:00.000Z', value: 9, breach: true },
      ],
    });
  });

  it('takes what lies below for a breach where the alert itself lies below', () => {
    const alert = record('2026-11-21T10:00:00.000Z', {
      currentValue: 4,
      threshold: 10,
      unit: 'percent',
      readings: [{ time: '2026-11-21T09:00:00Z', value: 30 }],
    });

    expect(telemetryChart(alert, []).points.map(({ breach }) => breach)).toEqual([false, true]);
  });

  it.each([
    { readings: 'hot' },
    { readings: [null, 5, { time: 'yesterday', value: 1 }, { time: '2026-11-21T09:00:00Z', value: '1' }] },
  ])('leaves out what is no reading: %j', (sent) => {
    const alert = record('2026-11-21T10:00:00.000Z', { currentValue: 9, threshold: 8, unit: 'bar', ...sent });

    expect(telemetryChart(alert, []).points).toHaveLength(1);
  });

  it('has no point where nothing was kept or measured', () => {
    const nothing = { unit: null, threshold: null, points: [] };

    expect(telemetryChart(undefined, [])).toEqual(nothing);
    expect(telemetryChart(record('2026-11-21T10:00:00.000Z', { note: 'x' }), [])).toEqual(nothing);
  });

  it('has at most the last 300 points', () => {
    const readings = Array.from({ length: 400 }, (_, index) => ({
      time: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
      value: index,
    }));
    const alert = record('2026-11-21T10:00:00.000Z', {
      currentValue: 9,
      threshold: 8,
      unit: 'bar',
      readings,
    });
    const { points } = telemetryChart(alert, []);

    expect(points).toHaveLength(300);
    expect(points.at(-1)?.value).toBe(9);
  });
});

describe('the address of the panel', () => {
  it.each([
    [`#${REFERENCE}`, { reference: REFERENCE }],
    [
      `#access_token=abc&token_type=bearer&state=${REFERENCE}`,
      { reference: REFERENCE, platformToken: 'abc' },
    ],
    ['', {}],
    ['#CUST-9981', {}],
    ['#access_token=abc&state=CUST-9981', { platformToken: 'abc' }],
  ])('says a reference, and the token after the sign-in: %s', (hash, said) => {
    expect(readAddress(hash)).toEqual(said);
  });

  it('leads to the sign-in of the platform and back', () => {
    const address = tokenAddress(
      { gives: 'token', address: 'https://login.example/oauth/authorize', clientId: 'c 1' },
      'https://p.example/web/panel',
      REFERENCE,
    );

    expect(address).toBe(
      `https://login.example/oauth/authorize?client_id=c+1&response_type=token&redirect_uri=https%3A%2F%2Fp.example%2Fweb%2Fpanel&state=${REFERENCE}`,
    );
  });

  it('tells a platform that gives codes a digest, and nothing of the call', () => {
    const address = codeAddress(
      { gives: 'code', address: 'https://login.example/auth/authorize', clientId: 'c' },
      'https://p.example/web/panel',
      { state: 's', challenge: 'd' },
    );

    expect(Object.fromEntries(new URL(address).searchParams)).toEqual({
      client_id: 'c',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: 'https://p.example/web/panel',
      state: 's',
      code_challenge: 'd',
      code_challenge_method: 'S256',
    });
  });
});

describe('what the panel shows', () => {
  const context = {
    contactId: 'C',
    campaignId: null,
    customerId: 'C',
    freshness: 'stale',
    ageSeconds: 600,
    reason: 'not_asked',
    withheld: false,
    withheldReason: null,
    suggestedQueue: null,
    name: 'Robin Testwell',
    accountTier: null,
    timeZone: null,
    fields: {},
  } as const;
  const shown: PanelState = { customer: { context, at: 0, asking: true } };

  it('keeps what is shown when the CRM falls silent, and says why it is not newer', () => {
    const silent = {
      ...context,
      freshness: 'unavailable',
      ageSeconds: null,
      name: null,
      reason: 'crm_timeout',
    } as const;

    expect(panelState(shown, { kind: 'customer', context: silent, at: 1 }).customer).toMatchObject({
      context: { name: 'Robin Testwell', reason: 'crm_timeout' },
      asking: true,
    });
  });

  it('replaces it when the CRM answers, and asks no more', () => {
    const live = {
      ...context,
      freshness: 'live',
      ageSeconds: 0,
      name: 'Robin Newname',
      reason: null,
    } as const;

    expect(panelState(shown, { kind: 'customer', context: live, at: 1 }).customer).toMatchObject({
      context: { name: 'Robin Newname' },
      asking: false,
    });
  });

  it('forgets a customer whom the CRM does not know', () => {
    const gone = {
      ...context,
      freshness: 'unavailable',
      ageSeconds: null,
      name: null,
      reason: 'unknown_customer',
    } as const;

    expect(panelState(shown, { kind: 'customer', context: gone, at: 1 }).customer).toMatchObject({
      context: { name: null },
      asking: false,
    });
  });

  it.each([
    ['temp_critical', 'Temp critical'],
    ['lastPurchaseDate', 'Last purchase date'],
    ['', ''],
  ])('tells a code in words: %s', (code, words) => {
    expect(inWords(code)).toBe(words);
    expect(wordFor(STRINGS.outcomes, 'constructor')).toBe('Constructor');
  });

  it.each([
    [0, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [7199, '1 hour ago'],
    [200_000, '2 days ago'],
  ])('tells ages in words: %d s', (seconds, words) => {
    expect(ago(seconds, STRINGS.ages)).toBe(words);
  });
});

describe('who may frame the panel', () => {
  it.each([
    ['https://apps.mypurecloud.com', false, 0],
    ['http://apps.mypurecloud.com', false, 1],
    ['http://127.0.0.1:3000', false, 1],
    ['http://127.0.0.1:3000', true, 0],
  ])('%s, where the stage is local: %s', (origin, local, problems) => {
    const panel = PanelSettings.parse({ clientId: 'c', frameAncestors: [origin] });

    expect(panelProblems({ panel }, local)).toHaveLength(problems);
  });
});
