import type { Measurement } from '../../functions/messages/measurement.ts';
import type { TicketingRules } from '../../functions/messages/ticketing-settings.ts';

/** Rules of a stage with what a test says otherwise. */
export function ticketingRules(changes: Partial<TicketingRules> = {}): TicketingRules {
  return {
    thresholds: {
      waitSeconds: { raiseAbove: 300, clearAtMost: 240, consecutive: 2, calmSeconds: 300 },
      trunkDown: { raiseAbove: 0.5, clearAtMost: 0, consecutive: 1, calmSeconds: 300 },
      edgeDown: { raiseAbove: 0.5, clearAtMost: 0, consecutive: 1, calmSeconds: 300 },
      queues: {},
    },
    template: {
      subject: 'Telephony incident: {{source}} {{metric}}',
      description: 'Value {{value}} above {{threshold}} since {{since}}; before: {{previousTicket}}.',
      priority: 'high',
      source: 'Genesys Cloud Telephony',
    },
    activeMinutes: 60,
    noteMinutes: 5,
    mass: { queues: 3, trunksOfAnEdge: 1 },
    patienceHours: 48,
    edges: {},
    ...changes,
  };
}

/** A reading of a queue's wait, at an instant. */
export const waitReading = (value: number, at: Date, id = 'queue-1'): Measurement => ({
  source: { kind: 'queue', id },
  metric: 'wait_seconds',
  value,
  at,
});

/** A trunk of an edge that is down, or up, at an instant. */
export const trunkReading = (
  down: boolean,
  at: Date,
  trunk: { readonly id: string; readonly edgeId: string },
): Measurement => ({
  source: { kind: 'trunk', ...trunk },
  metric: 'trunk_down',
  value: down ? 1 : 0,
  at,
});
