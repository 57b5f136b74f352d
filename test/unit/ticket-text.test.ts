import { describe, expect, it } from '@jest/globals';
import { measured } from '../../functions/ticketing/incident-life.ts';
import {
  closingNote,
  isOurNote,
  lastingNote,
  noteId,
  templateProblems,
  ticketOf,
} from '../../functions/ticketing/ticket-text.ts';
import { parseStage, StageError } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { withOverrides } from '../../local/stage-settings.ts';
import { ticketingRules, waitReading } from '../support/ticketing-rules.ts';

const rules = ticketingRules();
const threshold = { ...rules.thresholds.waitSeconds, consecutive: 1 };
const NOW = new Date('2026-11-21T09:00:00.000Z');
const incident = measured(undefined, waitReading(412.348, NOW, 'Field service'), {
  threshold,
  rules,
  now: NOW,
}).next!;

describe('a ticket', () => {
  it('has its texts from the template of the stage', () => {
    expect(ticketOf(incident, rules.template, threshold)).toEqual({
      key: incident.key,
      subject: 'Telephony incident: Field service wait_seconds',
      description: 'Value 412.35 above 300 since 2026-11-21T09:00:00.000Z; before: none.',
      priority: 'high',
      source: 'Genesys Cloud Telephony',
    });
  });

  it('is never longer than the shortest desk takes', () => {
    const template = { ...rules.template, subject: 'x'.repeat(500), description: 'y'.repeat(9000) };
    const { subject, description } = ticketOf(incident, template, threshold);

    expect(subject).toHaveLength(160);
    expect(description).toHaveLength(4000);
  });
});

describe('a note', () => {
  it('has an id that only its place in the episode decides, and that we know again', () => {
    const { eventId, text } = lastingNote(incident, 3, []);

    expect(eventId).toBe(noteId({ ...incident, count: 99 }, 3));
    expect(isOurNote(`${text}\n[${eventId}]`)).toBe(true);
    expect(isOurNote('I looked at trunkline today')).toBe(false);
  });

  it('on a parent names some of its children and counts the others', () => {
    const parent = { ...incident, source: { kind: 'group', id: 'queues' } } as const;
    const children = Array.from({ length: 25 }, (_none, index) => `queue ${String(index).padStart(2, '0')}`);
    const { text } = lastingNote(parent, 1, children);

    expect(text).toContain('25 in breach');
    expect(text).toContain('- queue 19');
    expect(text).toContain('- and 5 more');
  });

  it('at the end says since when it is calm', () => {
    expect(closingNote({ ...incident, calmSince: NOW }, 2).text).toContain(
      'calm since 2026-11-21T09:00:00.000Z',
    );
  });

  it('at the end has another id than the note of its number, which may have been written unseen', () => {
    const last = closingNote({ ...incident, calmSince: NOW }, 2);

    expect(last.eventId).not.toBe(lastingNote(incident, 2, []).eventId);
    expect(isOurNote(`${last.text}\n[${last.eventId}]`)).toBe(true);
  });
});

describe('the settings of a stage', () => {
  const refused = (path: string, value: unknown): readonly string[] => {
    try {
      parseStage('dev', withOverrides(cdkContext().stages.dev ?? {}, [{ path, value }]));
    } catch (error) {
      if (error instanceof StageError) return error.problems;
      throw error;
    }
    return [];
  };

  it.each([
    [
      'ticketing.template.subject',
      'Incident {{queue}}',
      /template\.subject: \{\{queue\}\} is unknown; known are source/,
    ],
    ['ticketing.template.colour', 'red', /ticketing\.template\.colour: no such setting/],
    [
      'ticketing.thresholds.waitSeconds.clearAtMost',
      301,
      /thresholds\.waitSeconds: clearAtMost must not be above/,
    ],
    ['ticketing.patienceHours', 23, /ticketing\.patienceHours/],
    ['ticketing.noteMinutes', 0, /ticketing\.noteMinutes/],
    ['ticketing.desk.baseUrl', 'http://example.service-now.com', /ticketing\.desk\.baseUrl: must be https/],
    ['ticketing.desk.baseUrl', 'https://127.0.0.1', /only the local stage may name loopback/],
  ])('refuse %s = %j', (path, value, problem) => {
    expect(refused(path, value).join('\n')).toMatch(problem);
  });

  it('know every place that a template may name', () => {
    expect(
      templateProblems({ ...rules.template, description: '{{source}} {{ key }} {{previousTicket}}' }),
    ).toEqual([]);
  });
});
