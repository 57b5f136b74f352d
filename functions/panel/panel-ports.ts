import type { KnowPorts } from '../contact/know-contact.ts';
import type { Agents } from '../ports/agents.ts';
import type { Archive } from '../ports/archive.ts';
import type { Attempts } from '../ports/attempts.ts';
import type { CompletionOutbox } from '../ports/completion-outbox.ts';
import type { Incidents } from '../ports/incidents.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { PanelSessions } from '../ports/panel-sessions.ts';
import type { Profiles } from '../ports/profiles.ts';
import type { Suppressions } from '../ports/suppressions.ts';

/** What the panel reads, and the two things it leaves: a session, and a disposition. */
export interface PanelPorts extends KnowPorts {
  readonly agents: Agents;
  readonly sessions: PanelSessions;
  readonly archive: Pick<Archive, 'readTelemetry'>;
  readonly ledger: Pick<Ledger, 'read'>;
  readonly attempts: Pick<Attempts, 'read'>;
  readonly incidents: Pick<Incidents, 'open'>;
  readonly profiles: Pick<Profiles, 'read'>;
  readonly suppressions: Pick<Suppressions, 'read'>;
  readonly completions: Pick<CompletionOutbox, 'completed'>;
}
