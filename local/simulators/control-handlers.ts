import { z } from 'zod';
import type { SimulatedCrm } from './crm.ts';
import { Customer } from './crm-customer.ts';
import type { SimulatedTicket } from './desk-tokens.ts';
import { operationProblems, parseFaults } from './faults.ts';
import { CampaignRun } from './genesys-campaign-runs.ts';
import { QueueAgents } from './genesys-occupancy.ts';
import { OrganizationSettings } from './genesys-organization.ts';
import { SimulatedTrunk } from './genesys-trunks.ts';
import type { PlatformSimulator } from './platform.ts';
import type { Simulator } from './simulator.ts';
import { means, SystemAddress } from './system-name.ts';
import type { Answer } from './vendor.ts';

const SystemQuery = SystemAddress.optional();
const Served = z.strictObject({ state: z.literal('served') });
const SearchLag = z.strictObject({ seconds: z.number().min(0).max(86_400) });
const Down = z.strictObject({ system: SystemAddress, down: z.boolean() });
const Accepted = z.strictObject({ system: SystemAddress, credentials: z.array(z.unknown()).min(1) });

/** The simulators a control surface speaks for. */
export interface ControlledSimulators {
  /** The platform the stage names. */
  readonly platform: ControlledPlatform;
  readonly crm: SimulatedCrm;
  /** The desk the stage names. */
  readonly desk?: DeskSimulator;
  /** Any further ones. */
  readonly others?: readonly Simulator[];
}

/** A simulated platform, whatever vendor it is of, with what only some of them have. */
export interface ControlledPlatform extends PlatformSimulator {
  putTrunk?(id: string, trunk: SimulatedTrunk): void;
  setOrganization?(settings: OrganizationSettings): void;
}

/** A simulated desk, whatever vendor it is of. */
export interface DeskSimulator extends Simulator {
  tickets(): readonly SimulatedTicket[];
  setOpen(id: string, open: boolean): void;
  acceptCredentials(credentials: readonly unknown[]): void;
}

/** What a control path was asked. */
export interface ControlRequest {
  readonly query: URLSearchParams;
  /** What the path holds beyond its route, percent-decoded. */
  readonly id: string;
  /** Parsed JSON; undefined when empty or not JSON. */
  readonly body: unknown;
}

/** Answers one control path; `controlRoutes` says which there are. */
export type ControlHandler = (
  simulators: ControlledSimulators,
  request: ControlRequest,
) => Answer | Promise<Answer>;

/** The control paths, by method. A path that ends in a slash has an id behind it. */
export const CONTROL_ROUTES: Readonly<Record<string, Readonly<Record<string, ControlHandler>>>> = {
  '/__requests': { GET: listRequests, DELETE: clearRequests },
  '/__faults': { GET: listFaults, PUT: replaceFaults },
  '/__tasks': { GET: ({ crm }) => ({ status: 200, body: crm.tasks() }) },
  '/__do-not-call': { GET: ({ platform }) => ({ status: 200, body: platform.doNotCall() }) },
  '/__calls': { GET: ({ platform }) => ({ status: 200, body: platform.conversations() }) },
  '/__calls/': { PUT: putCall },
  '/__campaigns/': { PUT: putting(CampaignRun, ({ platform }) => platform.putCampaignRun) },
  '/__trunks/': { PUT: putting(SimulatedTrunk, ({ platform }) => platform.putTrunk) },
  '/__contacts': { GET: ({ platform }) => ({ status: 200, body: platform.contacts() }) },
  '/__search-lag': { PUT: putSearchLag },
  '/__customers/': { GET: readCustomer, PUT: putCustomer },
  '/__agents/': { PUT: putting(QueueAgents, ({ platform }) => platform.staff) },
  '/__down': { PUT: setDown },
  '/__organization': {
    PUT: putting(
      OrganizationSettings,
      ({ platform }) => platform.setOrganization && ((_, settings) => platform.setOrganization?.(settings)),
    ),
  },
  '/__credentials': { PUT: putCredentials },
  '/__tickets': { GET: ({ desk }) => ({ status: 200, body: desk?.tickets() ?? [] }) },
  '/__tickets/': { PUT: putTicket },
};

/** Every simulator there is. */
const everyOne = ({ platform, crm, desk, others = [] }: ControlledSimulators): readonly Simulator[] => [
  platform,
  crm,
  ...(desk ? [desk] : []),
  ...others,
];

function listRequests(simulators: ControlledSimulators, { query }: ControlRequest): Answer {
  const system = SystemQuery.safeParse(query.get('system') ?? undefined);
  if (!system.success) return invalid(system.error, 'system');
  const all = everyOne(simulators)
    .flatMap((one) => one.requests())
    .toSorted((a, b) => a.arrivedMs - b.arrivedMs);
  const wanted = system.data;
  return { status: 200, body: all.filter((seen) => wanted === undefined || means(wanted, seen.system)) };
}

function clearRequests(simulators: ControlledSimulators): Answer {
  for (const one of everyOne(simulators)) one.clearRequests();
  return { status: 204 };
}

function listFaults(simulators: ControlledSimulators): Answer {
  return { status: 200, body: everyOne(simulators).flatMap((one) => one.faults()) };
}

function replaceFaults(simulators: ControlledSimulators, { body }: ControlRequest): Answer {
  const parsed = parseFaults(body);
  if (parsed.kind === 'invalid') return problemAnswer(parsed.problems);
  const all = everyOne(simulators);
  const problems = [
    ...parsed.rules.flatMap(({ system }, index) =>
      all.some((one) => means(system, one.system)) ? [] : [`${index}.system: ${system} is not simulated`],
    ),
    ...all.flatMap((one) => operationProblems(parsed.rules, one.system, one.operations)),
  ];
  if (problems.length > 0) return problemAnswer(problems);
  for (const simulator of all) simulator.setFaults(parsed.rules);
  return listFaults(simulators);
}

/** A customer as the CRM keeps it, with their segments. */
function readCustomer({ crm }: ControlledSimulators, { id }: ControlRequest): Answer {
  const found = crm.customer(id);
  return found ? { status: 200, body: found } : { status: 404, body: { error: 'unknown customer' } };
}

function putCustomer({ crm }: ControlledSimulators, { id, body }: ControlRequest): Answer {
  const fields = z.looseObject({ customerId: z.literal(id).optional() }).safeParse(body);
  if (!fields.success) return invalid(fields.error, 'body');
  const customer = Customer.safeParse({ ...fields.data, customerId: id });
  if (!customer.success) return invalid(customer.error, 'body');
  crm.putCustomer(customer.data);
  return { status: 200, body: customer.data };
}

/** Puts what a body describes under the id of the path, until something else is put there, where there is such a thing. */
function putting<S extends z.ZodType>(
  schema: S,
  into: (simulators: ControlledSimulators) => ((id: string, value: z.output<S>) => void) | undefined,
): ControlHandler {
  return (simulators, { id, body }) => {
    const parsed = schema.safeParse(body);
    if (!parsed.success) return invalid(parsed.error, 'body');
    const put = into(simulators);
    if (!put) return { status: 404, body: { error: `${simulators.platform.system} has no such thing` } };
    put(id, parsed.data);
    return { status: 200, body: parsed.data };
  };
}

function putCall({ platform }: ControlledSimulators, { id, body }: ControlRequest): Answer {
  const wanted = Served.safeParse(body);
  if (!wanted.success) return invalid(wanted.error, 'body');
  if (!platform.serve(id)) return { status: 409, body: { error: 'no call of this id is waiting' } };
  return { status: 200, body: platform.conversations().find(({ conversationId }) => conversationId === id) };
}

function putSearchLag({ platform }: ControlledSimulators, { body }: ControlRequest): Answer {
  const wanted = SearchLag.safeParse(body);
  if (!wanted.success) return invalid(wanted.error, 'body');
  platform.setSearchLag(wanted.data.seconds * 1000);
  return { status: 200, body: wanted.data };
}

/** What people do at the desk, without the desk telling anybody. */
function putTicket({ desk }: ControlledSimulators, { id, body }: ControlRequest): Answer {
  const wanted = z.strictObject({ open: z.boolean() }).safeParse(body);
  if (!wanted.success) return invalid(wanted.error, 'body');
  if (!desk?.tickets().some((ticket) => ticket.id === id))
    return { status: 404, body: { error: 'no such ticket' } };
  desk.setOpen(id, wanted.data.open);
  return { status: 200, body: desk.tickets().find((ticket) => ticket.id === id) };
}

async function setDown(simulators: ControlledSimulators, { body }: ControlRequest): Promise<Answer> {
  const wanted = Down.safeParse(body);
  if (!wanted.success) return invalid(wanted.error, 'body');
  const simulator = everyOne(simulators).find(({ system }) => means(wanted.data.system, system));
  if (!simulator) return problemAnswer([`system: ${wanted.data.system} is not simulated`]);
  await (wanted.data.down ? simulator.pause() : simulator.resume());
  return { status: 200, body: wanted.data };
}

/** The credentials a system takes from now on, and no others. */
function putCredentials({ platform, crm, desk }: ControlledSimulators, { body }: ControlRequest): Answer {
  const wanted = Accepted.safeParse(body);
  if (!wanted.success) return invalid(wanted.error, 'body');
  const { system, credentials } = wanted.data;
  const holder = [platform, crm, desk].find((one) => one && means(system, one.system));
  if (!holder) return problemAnswer([`system: ${system} has no credentials that change`]);
  try {
    holder.acceptCredentials(credentials);
  } catch (error) {
    if (error instanceof z.ZodError) return invalid(error, 'credentials');
    throw error;
  }
  return { status: 204 };
}

function invalid(error: z.ZodError, whole: string): Answer {
  return problemAnswer(error.issues.map((issue) => `${issue.path.join('.') || whole}: ${issue.message}`));
}

function problemAnswer(problems: readonly string[]): Answer {
  return { status: 400, body: { error: 'the request is not valid', problems } };
}
