import type { AgentSettings } from '../messages/panel.ts';
import type { Agents } from '../ports/agents.ts';
import type { Clock } from '../ports/clock.ts';
import { cxoneAgents } from './cxone-agents.ts';
import { genesysAgents } from './genesys-agents.ts';
import { httpClient } from './http.ts';

/** The agents of the platform a stage names. */
export function chooseAgents(settings: AgentSettings, clock: Clock): Agents {
  const now = () => clock.now();
  switch (settings.platform) {
    case 'genesys':
      return genesysAgents(httpClient(settings.apiBaseUrl), settings.clientId, now);
    case 'cxone':
      return cxoneAgents(httpClient(settings.issuer), settings, now);
    default:
      return settings satisfies never;
  }
}
