import { describe, expect, it } from '@jest/globals';
import type { AlertRecord } from '../../functions/ports/ledger.ts';
import { alertStory, quarantinedStory } from '../../functions/story/alert-story.ts';
import { tellStory } from '../../functions/story/tell-story.ts';
import { alertRecord, at } from '../support/builders.ts';

describe('the outcome', () => {
  it.each<[AlertRecord['state'], string | undefined, string | null, boolean]>([
    ['OPEN', undefined, null, false],
    ['PLACING', undefined, null, false],
    ['PLACED', undefined, 'placed', true],
    ['UNCERTAIN', undefined, 'uncertain', false],
    ['CASE_PENDING', 'stale', null, false],
    ['CASE_PENDING', 'unconfirmed', 'uncertain', false],
    ['CASED', 'stale', 'deferred', true],
    ['CASED', 'unconfirmed', 'uncertain', true],
    ['SUPPRESSED', undefined, 'suppressed', true],
    ['QUARANTINED', 'follow_up_refused', 'quarantined', true],
  ])('of %s (%s) is %s, final: %s', (state, why, outcome, final) => {
    const alert = alertRecord({ state, ...(why !== undefined && { why }) });

    expect(alertStory(alert)).toMatchObject({ outcome, final });
  });
});

describe('the reason', () => {
  it.each<[string, Partial<AlertRecord>, string]>([
    ['why there was no call', { state: 'CASED', why: 'stale' }, 'stale'],
    ['who held the slot', { state: 'SUPPRESSED', suppressedBy: 'other' }, 'slot held by other'],
    ['the last step', { state: 'OPEN' }, 'admitted'],
  ])('is %s', (_, fields, reason) => {
    expect(alertStory(alertRecord(fields)).reason).toBe(reason);
  });
});

it('a story shows what an alert waits for only while it waits', () => {
  const waiting = alertRecord({ waitingFor: 'crm_unavailable', nextAt: at(1000) });
  const { nextAt: _, ...ended } = waiting;

  expect(alertStory(waiting)).toMatchObject({
    waitingFor: 'crm_unavailable',
    nextLookAt: at(1000).toISOString(),
  });
  expect(alertStory(ended)).toMatchObject({ waitingFor: null, nextLookAt: null });
});

it('a call that was learnt of after the case was opened is shown', () => {
  const story = alertStory(alertRecord({ state: 'CASED', why: 'unconfirmed', evidence: 'call-9' }));

  expect(story).toMatchObject({ outcome: 'uncertain', conversationId: 'call-9' });
});

describe('a call that waits for an agent', () => {
  const limited = alertRecord({ state: 'PLACED', callId: 'call-1', mustRingBy: at(3_600_000) });

  it('is shown with the instant by which the phone must have rung', () => {
    expect(alertStory({ ...limited, ring: 'waiting' })).toMatchObject({
      outcome: 'placed',
      ring: 'waiting',
      mustRingBy: at(3_600_000).toISOString(),
    });
  });

  it('has no such instant when nothing limits it', () => {
    const { mustRingBy: _, ...free } = limited;

    expect(alertStory({ ...free, ring: 'waiting' })).toMatchObject({ ring: 'waiting', mustRingBy: null });
  });

  it('is deferred when it was taken back', () => {
    expect(alertStory({ ...limited, state: 'CASED', why: 'withdrawn', ring: 'withdrawn' })).toMatchObject({
      outcome: 'deferred',
      final: true,
      reason: 'withdrawn',
      ring: 'withdrawn',
    });
  });

  it('is not there before the platform has accepted it', () => {
    const granted = alertRecord({ state: 'PLACING', mustRingBy: at(3_600_000) });

    expect(alertStory(granted)).toMatchObject({ ring: null, mustRingBy: null });
  });
});

describe('who stopped dialing', () => {
  const stop = { since: at(-1000), by: 'night-desk', reason: 'wrong wording' };

  it('is told of an alert that waits for it, with the reason', () => {
    const waiting = alertRecord({ waitingFor: 'dialing_stopped', nextAt: at(1000) });

    expect(alertStory(waiting, undefined, stop).dialingStopped).toEqual({
      since: at(-1000).toISOString(),
      by: 'night-desk',
      reason: 'wrong wording',
    });
  });

  it.each<[string, Partial<AlertRecord>]>([
    ['waits for something else', { waitingFor: 'crm_unavailable', nextAt: at(1000) }],
    ['has ended', { state: 'PLACED' }],
  ])('is not told of an alert that %s', (_, fields) => {
    expect(alertStory(alertRecord(fields), undefined, stop).dialingStopped).toBeNull();
  });
});

it('a suppressed alert shows no telemetry, because none is kept', () => {
  expect(alertStory(alertRecord({ state: 'SUPPRESSED', suppressedBy: 'other' })).telemetryRef).toBeNull();
});

describe('a reader', () => {
  const mark = { reason: 'malformed: sensorId', at: at() };

  it('is told nothing of a key nobody sent', async () => {
    expect(await tellStory('none', { readStory: async () => ({}) })).toBeUndefined();
  });

  it('is told of a key under which nothing usable came', async () => {
    const story = await tellStory('bad', { readStory: async () => ({ quarantined: mark }) });

    expect(story).toEqual(quarantinedStory('bad', mark));
    expect(story).toMatchObject({ outcome: 'quarantined', final: true, reason: 'malformed: sensorId' });
  });

  it('is told of the alert, not of a second body under its key', async () => {
    const alert = alertRecord({ state: 'PLACED', callId: 'call-1' });

    const story = await tellStory('alert-1', { readStory: async () => ({ alert, quarantined: mark }) });

    expect(story).toMatchObject({ outcome: 'placed', conversationId: 'call-1' });
  });
});
