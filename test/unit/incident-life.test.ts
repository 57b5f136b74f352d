import { describe, expect, it } from '@jest/globals';
import type { TicketingRules } from '../../functions/messages/ticketing-settings.ts';
import type { Incident } from '../../functions/ports/incidents.ts';
import { closed, failed, opened } from '../../functions/ticketing/after-asking.ts';
import { changedAtDesk, released } from '../../functions/ticketing/changed-by-people.ts';
import { dueAct } from '../../functions/ticketing/due-act.ts';
import { groupOf } from '../../functions/ticketing/incident-group.ts';
import { later, measured, type Taken } from '../../functions/ticketing/incident-life.ts';
import { readingVerdict, thresholdOf, thresholdProblems } from '../../functions/ticketing/threshold.ts';
import { ticketingRules, waitReading } from '../support/ticketing-rules.ts';

const rules = ticketingRules();
const threshold = rules.thresholds.waitSeconds;
const START = new Date('2026-11-21T09:00:00.000Z');
const at = (minutes: number): Date => later(START, minutes * 60_000);
const TICKET = { id: 'desk-1', number: 'INC1', url: 'https://desk.example/1', open: true };

/** What readings at one-minute steps make of an incident. */
function taking(values: readonly number[], before?: Incident, from = 0): Taken & { readonly next: Incident } {
  let taken: Taken = { outcome: 'normal', ...(before && { next: before }) };
  let incident = before;
  for (const [index, value] of values.entries()) {
    const now = at(from + index);
    taken = measured(incident, waitReading(value, now), { threshold, rules, now });
    incident = taken.next ?? incident;
  }
  if (!incident) throw new Error('no incident came of it');
  return { ...taken, next: incident };
}

const raised = (): Incident => taking([400, 410]).next;
const open = (): Incident => opened(raised(), TICKET, threshold, at(2), 300_000);

describe('a threshold', () => {
  it.each([
    [300, 'between'],
    [300.01, 'breach'],
    [240, 'calm'],
    [240.5, 'between'],
    [0, 'calm'],
  ] as const)('takes %d seconds for %s', (value, verdict) => {
    expect(readingVerdict(value, threshold)).toBe(verdict);
  });

  it('of a queue replaces only what the stage says for it', () => {
    const own = ticketingRules({
      thresholds: { ...rules.thresholds, queues: { vip: { raiseAbove: 60, clearAtMost: 30 } } },
    });

    expect(thresholdOf(waitReading(1, at(0), 'vip'), own.thresholds)).toEqual({
      ...threshold,
      raiseAbove: 60,
      clearAtMost: 30,
    });
    expect(thresholdOf(waitReading(1, at(0), 'other'), own.thresholds)).toEqual(threshold);
  });

  it('that would clear above where it raises is a problem, with its path', () => {
    const wrong = { ...rules.thresholds, queues: { vip: { raiseAbove: 100 } } };

    expect(thresholdProblems(wrong)).toEqual(['queues.vip: clearAtMost must not be above raiseAbove']);
    expect(thresholdProblems(rules.thresholds)).toEqual([]);
  });
});

describe('readings', () => {
  it('below the threshold are remembered by nobody', () => {
    expect(measured(undefined, waitReading(299, at(0)), { threshold, rules, now: at(0) })).toEqual({
      outcome: 'normal',
    });
  });

  it('raise an incident only when enough of them in a row are in breach', () => {
    expect(taking([400]).outcome).toBe('watched');
    expect(taking([400, 100, 400]).outcome).toBe('watched');
    expect(taking([400, 410])).toMatchObject({
      outcome: 'raised',
      next: { state: 'OPENING', episode: 1, nextAt: at(1) },
    });
  });

  it('that come twice or late change nothing', () => {
    const incident = taking([400]).next;

    expect(measured(incident, waitReading(400, at(0)), { threshold, rules, now: at(3) })).toEqual({
      outcome: 'repeated',
    });
    expect(measured(incident, waitReading(999, at(-5)), { threshold, rules, now: at(3) })).toEqual({
      outcome: 'repeated',
    });
  });

  it('are counted while the incident lasts, and ask nobody', () => {
    const { outcome, next } = taking([420, 430], open(), 3);

    expect(outcome).toBe('counted');
    expect(next).toMatchObject({ state: 'OPEN', count: 4, peak: 430 });
    expect(dueAct(next, threshold, rules, at(4))).toEqual({ kind: 'wait', until: at(7) });
  });

  it('between the bounds neither clear nor breach again', () => {
    expect(taking([280], open(), 3).next.state).toBe('OPEN');
    expect(taking([100, 280], open(), 3).next.state).toBe('CLEARING');
  });

  it('that are calm for long enough end it, counted from when we heard of them', () => {
    const clearing = taking([100], open(), 3).next;

    expect(clearing).toMatchObject({ state: 'CLEARING', nextAt: at(8) });
    expect(dueAct(clearing, threshold, rules, at(7.9))).toEqual({ kind: 'wait', until: at(8) });
    expect(dueAct(clearing, threshold, rules, at(8))).toEqual({ kind: 'resolve' });
  });

  it('in breach again before that keep the ticket open', () => {
    expect(taking([100, 400], open(), 3)).toMatchObject({
      outcome: 'breached_again',
      next: { state: 'OPEN' },
    });
  });
});

describe('a breach after the end', () => {
  const over = closed({ ...open(), state: 'RESOLVING' }, 1, at(10));

  it('within the active interval opens the same ticket again', () => {
    const { outcome, next } = taking([400, 410], over, 40);

    expect(outcome).toBe('reopened');
    expect(next).toMatchObject({
      state: 'OPENING',
      reopen: true,
      key: over.key,
      ticket: { id: 'desk-1' },
      episode: 1,
    });
  });

  it('later gets a new one that is linked to the old', () => {
    const { outcome, next } = taking([400, 410], over, 80);

    expect(outcome).toBe('raised');
    expect(next).toMatchObject({ episode: 2, previousTicket: 'INC1' });
    expect(next.key).not.toBe(over.key);
    expect(next.ticket).toBeUndefined();
  });

  it('that people have closed is not argued with', () => {
    const byPeople = { ...over, closedBy: 'desk' as const };

    expect(taking([400, 410], byPeople, 40).outcome).toBe('held');
    expect(taking([400, 410], byPeople, 80).outcome).toBe('raised');
  });
});

describe('what the desk says', () => {
  it('opens an incident that has become calm meanwhile as one that clears', () => {
    const calm = taking([400, 410, 100]).next;

    expect(opened(calm, TICKET, threshold, at(3), 300_000)).toMatchObject({
      state: 'CLEARING',
      nextAt: at(7),
    });
  });

  it('ends an incident whose ticket turns out to be closed by people', () => {
    expect(opened(raised(), { ...TICKET, open: false }, threshold, at(2), 1)).toMatchObject({
      state: 'RESOLVED',
      closedBy: 'desk',
    });
  });

  it('does not close what has been in breach again meanwhile', () => {
    const again = taking([400], { ...open(), state: 'RESOLVING' }, 12).next;

    expect(closed(again, 1, at(13))).toMatchObject({ state: 'OPENING', reopen: true, nextAt: at(13) });
  });

  it('is waited for as long as the stage is patient, then a person must look', () => {
    const failure = { reason: 'desk_unavailable', until: at(5) };
    const waiting = failed(raised(), failure, rules, at(2));

    expect(waiting).toMatchObject({ state: 'OPENING', nextAt: at(5), why: 'desk_unavailable', attempts: 1 });
    expect(failed(waiting, failure, rules, at(47 * 60))).toMatchObject({ state: 'OPENING' });
    expect(failed(waiting, failure, rules, at(49 * 60))).toMatchObject({
      state: 'PARKED',
      parkedFrom: 'OPENING',
    });
  });

  it('goes on where it was parked, when a person has mended it', () => {
    const parked = failed(
      { ...open(), failingSince: at(-9999) },
      { reason: 'x', until: at(5) },
      rules,
      at(2),
    );

    expect(parked.state).toBe('PARKED');
    expect(released(parked, at(9))).toMatchObject({ state: 'OPEN', nextAt: at(9), attempts: 0 });
  });

  it('refused at its end is not closed by a release when it has been in breach since', () => {
    const refused = { ...open(), state: 'PARKED', parkedFrom: 'RESOLVING' } as const;

    expect(released(refused, at(9)).state).toBe('OPEN');
  });

  it.each(['OPEN', 'CLEARING', 'RESOLVING'] as const)(
    'refused in %s and calm since waits for the rest of its calm after the release',
    (parkedFrom) => {
      const refused = { ...open(), state: 'PARKED', parkedFrom, calmSince: at(8) } as const;

      expect(released(refused, at(9))).toMatchObject({ state: 'CLEARING', nextAt: at(9) });
    },
  );
});

describe('what people do', () => {
  it.each([
    ['resolved', 'OPEN', 'looks_again'],
    ['resolved', 'RESOLVING', 'echo'],
    ['reopened', 'OPEN', 'echo'],
    ['retry', 'OPEN', 'nothing_parked'],
    ['commented', 'OPEN', 'told'],
    ['reassigned', 'OPEN', 'told'],
  ] as const)('%s on a ticket of an incident that is %s is %s', (change, state, outcome) => {
    expect(changedAtDesk({ ...open(), state }, change, at(3)).outcome).toBe(outcome);
  });

  it('keeps open what they have opened again, until they close it', () => {
    const over = closed({ ...open(), state: 'RESOLVING' }, 1, at(10));
    const kept = changedAtDesk(over, 'reopened', at(11)).next!;
    const calm = taking([0], kept, 12).next;

    expect(kept).toMatchObject({ state: 'OPEN', keptOpen: true });
    expect(dueAct(calm, threshold, rules, at(60))).toMatchObject({ kind: 'wait' });
  });
});

describe('sources that fail together', () => {
  const edges: TicketingRules['edges'] = { 'edge-1': ['trunk-1'] };

  it.each([
    [{ kind: 'queue', id: 'q' }, 'queues'],
    [{ kind: 'trunk', id: 't', edgeId: 'edge-9' }, 'edge edge-9'],
    [{ kind: 'trunk', id: 'trunk-1' }, 'edge edge-1'],
    [{ kind: 'edge', id: 'edge-1' }, 'edge edge-1'],
    [{ kind: 'trunk', id: 'trunk-2' }, undefined],
    [{ kind: 'group', id: 'queues' }, undefined],
  ] as const)('%j belong to %s', (source, group) => {
    expect(groupOf(source, ticketingRules({ edges }))?.name).toBe(group);
  });
});
