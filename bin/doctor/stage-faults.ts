import { randomBytes } from 'node:crypto';
import { awsErrorName } from '../../functions/adapters/aws-errors.ts';
import { onPlatform } from '../../functions/adapters/on-platform.ts';
import { keptSecret } from '../../functions/adapters/secrets.ts';
import { TransientError } from '../../functions/errors.ts';
import type { CrmSettings } from '../../functions/messages/settings.ts';
import type { TicketDeskSettings } from '../../functions/messages/ticketing-settings.ts';
import { credentialsProblem } from '../credentials-work.ts';
import type { InspectedStage } from '../inspected-stage.ts';
import { said } from '../said.ts';
import { CURRENT } from '../secret-store.ts';
import { type StageSecret, stageSecrets } from '../stage-secrets.ts';
import { crmWith, deskWith } from '../vendors.ts';
import { cxoneFaults } from './cxone-faults.ts';
import { eventFaults } from './event-faults.ts';
import { type Fault, type Findings, together } from './fault.ts';
import { platformFaults } from './platform-faults.ts';
import { dropCommand, setCommand } from './setting-commands.ts';

/** The stage that is examined. */
export type Patient = InspectedStage;

/** What is looked at besides the stage itself. */
export interface Examination {
  /** Whether a ticket may be opened, and resolved at once: only that shows that it is allowed. */
  readonly opensTicket: boolean;
  /** Texts of live events, one JSON document each, as EventBridge delivered them. */
  readonly events: readonly string[];
}

/** Everything that is wrong with a stage, all at once: what one fault hides is named, never left out. */
export async function stageFaults(patient: Patient, examination: Examination): Promise<Findings> {
  const settings: Findings = {
    faults: patient.problems.map((text) => settingFault(patient, text)),
    unseen: [],
  };
  const { findings, texts } = await secretFindings(patient);
  const { telephony, crm, ticketing } = patient.blocks;
  const hidden = (what: string, why: string): Findings => ({ faults: [], unseen: [`${what}: ${why}`] });
  const looked = async (
    area: 'telephony' | 'crm' | 'desk',
    block: object | undefined,
    look: (text: string) => Promise<Findings>,
  ): Promise<Findings> => {
    if (!block) return hidden(area, 'its settings cannot be read');
    const text = texts.get(area);
    return text === undefined ? hidden(area, 'its secret cannot be used') : look(text);
  };
  return together([
    settings,
    findings,
    ...(await Promise.all([
      looked('telephony', telephony, (text) =>
        telephony
          ? onPlatform(telephony, {
              genesys: (settings) => platformFaults(patient, settings, text),
              cxone: (settings) => cxoneFaults(patient, settings, text),
            })
          : NONE,
      ),
      looked('crm', crm, (text) => (crm ? crmFaults(patient, crm, text) : NONE)),
      looked('desk', ticketing, (text) =>
        ticketing ? deskFaults(patient, ticketing.desk, text, examination.opensTicket) : NONE,
      ),
    ])),
    eventFaults(examination.events),
  ]);
}

const NONE = Promise.resolve<Findings>({ faults: [], unseen: [] });

/** A problem of the settings begins with their path. */
function settingFault({ name }: Patient, text: string): Fault {
  const [, path = '', fault = text] = /^(\S+): (.+)$/s.exec(text) ?? [];
  const mend =
    fault === 'no such setting' ? dropCommand(name, path) : setCommand(name, path, '<right value>');
  return { area: 'settings', subject: path || name, fault, mend };
}

/** What opens with these is examined by itself. */
const LOOKED_AT_LATER: ReadonlySet<string> = new Set(['telephony', 'crm', 'desk']);

/** The texts of the secrets that can be used, by name, and what is wrong with the others. */
async function secretFindings(
  patient: Patient,
): Promise<{ readonly findings: Findings; readonly texts: ReadonlyMap<string, string> }> {
  const texts = new Map<string, string>();
  const faults = await Promise.all(
    stageSecrets(patient.blocks).map(async (wanted): Promise<Fault[]> => {
      try {
        const text = await patient.secrets.read(wanted.arn, { stage: CURRENT });
        await keptSecret(
          async () => text,
          wanted.schema,
          () => new Date(),
        ).value();
        texts.set(wanted.name, text);
        const problem = LOOKED_AT_LATER.has(wanted.name)
          ? undefined
          : await credentialsProblem(wanted, patient.blocks, text);
        return problem === undefined ? [] : [unusable(patient, wanted, problem)];
      } catch (error) {
        return [secretFault(patient, wanted, error)];
      }
    }),
  );
  return { findings: { faults: faults.flat(), unseen: [] }, texts };
}

function secretFault(patient: Patient, wanted: StageSecret, error: unknown): Fault {
  if (awsErrorName(error) === 'ResourceNotFoundException') {
    const { name } = patient;
    const subject = `${wanted.name} (${wanted.path})`;
    const create = `aws secretsmanager create-secret --name trunkline/${name}/${wanted.name} --secret-string file://${wanted.name}.json`;
    const arn = setCommand(name, wanted.path, '"<its ARN>"');
    return { area: 'secrets', subject, fault: 'there is no such secret', mend: `${create}; ${arn}` };
  }
  if (error instanceof TransientError) return unusable(patient, wanted, said(error));
  const fault = `you cannot read it: ${said(error)}`;
  const mend = `aws sts get-caller-identity; aws secretsmanager describe-secret --secret-id ${wanted.arn}`;
  return { area: 'secrets', subject: `${wanted.name} (${wanted.path})`, fault, mend };
}

function unusable({ where }: Patient, { name, path, form }: StageSecret, fault: string): Fault {
  const mend = `npm run rotate -- ${name} ${where} < ${name}.json   # ${form}`;
  return { area: 'secrets', subject: `${name} (${path})`, fault, mend };
}

/** A customer that no CRM knows: an answer of "unknown" is all that is wanted. */
const NOBODY = 'trunkline-doctor';

async function crmFaults({ where }: Patient, settings: CrmSettings, text: string): Promise<Findings> {
  try {
    await crmWith(settings, text).readCustomer(NOBODY);
    return { faults: [], unseen: [] };
  } catch (error) {
    const mend = `npm run rotate -- crm ${where} < crm.json   # or, if it is down: curl -sI ${settings.baseUrl}`;
    return {
      faults: [{ area: 'crm', subject: `${settings.kind} CRM`, fault: said(error), mend }],
      unseen: [],
    };
  }
}

async function deskFaults(
  { name, where }: Patient,
  settings: TicketDeskSettings,
  text: string,
  opensTicket: boolean,
): Promise<Findings> {
  const desk = deskWith(settings, text);
  const key = randomBytes(32).toString('hex');
  const subject = `${settings.kind} desk`;
  try {
    await desk.find(key);
  } catch (error) {
    const mend = `npm run rotate -- desk ${where} < desk.json   # or, if it is down: curl -sI ${settings.baseUrl}`;
    const unseen = opensTicket ? ['whether tickets may be opened: the desk cannot be read'] : [];
    return { faults: [{ area: 'desk', subject, fault: said(error), mend }], unseen };
  }
  if (!opensTicket)
    return { faults: [], unseen: ['whether tickets may be opened: --ticket opens one and resolves it'] };
  try {
    const opened = await desk.openOrAttach(ticketOf(name, key), false);
    if (opened.kind === 'open')
      await desk.resolve(opened.ticket.id, {
        eventId: key.slice(0, 32),
        text: 'Opened to see that it may be.',
      });
    return { faults: [], unseen: [] };
  } catch (error) {
    const fault = `tickets may not be opened or resolved: ${said(error)}`;
    return { faults: [{ area: 'desk', subject, fault, mend: ticketMend(settings) }], unseen: [] };
  }
}

const ticketOf = (stage: string, key: string) =>
  ({
    key,
    subject: `Trunkline checks stage ${stage}`,
    description: 'Nothing is wrong. This ticket shows that tickets may be opened, and is resolved at once.',
    priority: 'low',
    source: 'Trunkline doctor',
  }) as const;

/** Gives the desk's own user what it lacks. Sources: ServiceNow Table API (sys_user_has_role), Salesforce CLI. */
function ticketMend({ kind, baseUrl }: TicketDeskSettings): string {
  if (kind === 'salesforce')
    return 'sf org assign permset --name <a set with Create and Edit on Case> --on-behalf-of <the app user>';
  const role = `{"user":"<the OAuth application user's sys_id>","role":"<sys_id of itil>"}`;
  return `curl -u admin -H 'content-type: application/json' -d '${role}' ${baseUrl}/api/now/table/sys_user_has_role`;
}
