import type { ContactContext } from '../contact/contact-context.ts';
import type { PanelChoice, PanelSessionRequest } from '../messages/panel.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { PanelPorts } from './panel-ports.ts';
import { type CustomerRules, keptCustomer } from './show-customer.ts';

/** How long a session lasts (guide 002, section 4: the reference alone opens nothing). */
export const SESSION_MS = 5 * 60_000;

/** What an agent gets for the reference and the platform's token. Instants are ISO 8601, UTC. */
export interface OpenedSession {
  /** Goes into the Authorization header of everything else; good for this customer alone. */
  readonly token: string;
  /** The agent's token of the platform, for the next session: whoever brought a code did not have it. */
  readonly platformToken: string;
  readonly expiresAt: string;
  readonly customerId: string;
  readonly alert: {
    readonly alertType: string;
    readonly sensorId: string;
    readonly lane: string;
    readonly raisedAt: string;
    readonly phone: string | null;
  };
  /** What was kept of the customer; nobody was asked for it. */
  readonly customer: ContactContext;
  readonly choices: readonly PanelChoice[];
}

export interface SessionRules extends CustomerRules {
  readonly choices: readonly PanelChoice[];
}

/**
 * A session of five minutes for one customer: for an agent the platform knows, and a reference that an alert has.
 * @throws {TransientError} the platform or a store cannot be asked
 */
export async function openSession(
  { reference, ...brought }: PanelSessionRequest,
  ports: PanelPorts,
  rules: SessionRules,
): Promise<OpenedSession | 'not_signed_in' | 'unknown_reference'> {
  const [platformToken, alert] = await Promise.all([agentsToken(brought, ports), alertOf(reference, ports)]);
  if (platformToken === undefined) return 'not_signed_in';
  if (alert === undefined) return 'unknown_reference';
  const { customerId, key: alertKey, className } = alert;
  const now = ports.clock.now();
  const session = { customerId, alertKey, className, reference, until: new Date(now.getTime() + SESSION_MS) };
  const token = `${ports.random.id()}${ports.random.id()}`;
  const [customer] = await Promise.all([
    keptCustomer(session, ports, rules),
    ports.sessions.open(token, session),
  ]);
  return {
    token,
    platformToken,
    expiresAt: session.until.toISOString(),
    customerId,
    alert: {
      alertType: alert.alertType,
      sensorId: alert.sensorId,
      lane: alert.severity,
      raisedAt: alert.raisedAt.toISOString(),
      phone: alert.maskedPhone ?? null,
    },
    customer,
    choices: rules.choices,
  };
}

/** The token of an agent who has signed in; `undefined` for anybody else. */
async function agentsToken(
  { platformToken, signIn }: Omit<PanelSessionRequest, 'reference'>,
  { agents }: Pick<PanelPorts, 'agents'>,
): Promise<string | undefined> {
  if (platformToken !== undefined)
    return (await agents.isSignedIn(platformToken)) ? platformToken : undefined;
  return signIn && agents.tokenFor(signIn);
}

/** The alert whose telemetry lies under a reference. */
async function alertOf(reference: string, { archive, ledger }: PanelPorts): Promise<AlertRecord | undefined> {
  const key = (await archive.readTelemetry(reference))?.idempotencyKey;
  const alert = key === undefined ? undefined : await ledger.read(key);
  return alert?.telemetryRef === reference ? alert : undefined;
}
