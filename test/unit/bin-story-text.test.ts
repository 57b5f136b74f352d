import { describe, expect, it } from '@jest/globals';
import { endingLine, stepLine, storyText } from '../../bin/story-text.ts';
import { alertStory } from '../../functions/story/alert-story.ts';
import { alertRecord, at } from '../support/builders.ts';

describe('a step of a story', () => {
  it('is one line with its time, state and reason', () => {
    expect(stepLine({ at: at(417).toISOString(), state: 'OPEN', reason: 'customer live' })).toBe(
      '  15:00:00.417  OPEN          customer live',
    );
  });
});

describe('the ending of a story', () => {
  const told = alertStory(alertRecord());

  it.each([
    ['in flight (OPEN)', { outcome: null, waitingFor: null }],
    ['in flight (OPEN), waiting for crm_unavailable', { outcome: null, waitingFor: 'crm_unavailable' }],
    ['placed', { outcome: 'placed', final: true, reason: 'placed' }],
    ['deferred: stale', { outcome: 'deferred', final: true, reason: 'stale' }],
    ['uncertain: unconfirmed (not final)', { outcome: 'uncertain', final: false, reason: 'unconfirmed' }],
    ['quarantined: no reason given', { outcome: 'quarantined', final: true, reason: null }],
  ] as const)('is "%s"', (line, changes) => {
    expect(endingLine({ ...told, ...changes })).toBe(line);
  });
});

describe('a whole story', () => {
  it.each([
    [
      '  ring waiting, until 2026-07-16T16:00:00.000Z',
      { ring: 'waiting', mustRingBy: '2026-07-16T16:00:00.000Z' },
    ],
    ['  ring waiting', { ring: 'waiting', mustRingBy: null }],
    ['  ring rung', { ring: 'rung', mustRingBy: '2026-07-16T16:00:00.000Z' }],
    [
      '  dialing is stopped by night-desk: wrong wording',
      { dialingStopped: { since: at().toISOString(), by: 'night-desk', reason: 'wrong wording' } },
    ],
  ])('has the line "%s"', (line, details) => {
    expect(storyText({ ...alertStory(alertRecord()), ...details }).split('\n')).toContain(line);
  });

  it('has its ending first, then its steps, then what is known, and nothing that is not', () => {
    const told = alertStory(alertRecord({ key: 'alert-7', duplicates: 2 }));

    expect(storyText(told).split('\n')).toEqual([
      'alert-7: in flight (OPEN)',
      '  15:00:00.000  OPEN          admitted',
      '  customer customer-1',
      '  sensor sensor-1',
      '  telemetry telemetry-1',
      '  duplicates 2',
    ]);
  });
});
