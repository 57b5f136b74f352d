import { z } from 'zod';
import type { Call } from './call.ts';
import { Customer } from './crm-customer.ts';
import { type SegmentBook, type Segments, segmentBook } from './crm-segments.ts';
import { type Task, type TaskList, taskList } from './crm-tasks.ts';
import { type Contract, readContract } from './openapi.ts';
import { problemText } from './openapi-problem.ts';
import type { Route } from './openapi-route.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';
import type { Answer, Exchange } from './vendor.ts';

/** How the simulated CRM is set up. */
export interface CrmOptions extends SimulatorOptions {
  /** The bearer token it accepts until others are set: an `expired-token` fault is a plain 401. */
  readonly token: string;
  readonly customers: readonly Customer[];
}

/** A running CRM, whatever vendor it is of. */
export interface SimulatedCrm extends Simulator {
  /** Every task opened so far, in order. */
  tasks(): readonly Task[];
  /**
   * Adds a customer or replaces the one with the same id.
   * @throws ZodError naming the bad field
   */
  putCustomer(customer: Customer): void;
  /** Forgets a customer, as a CRM does in which somebody deletes one. */
  removeCustomer(customerId: string): void;
  /** From now on these credentials are known and no others. @throws ZodError one is not of this vendor's form */
  acceptCredentials(credentials: readonly unknown[]): void;
  /** A customer and their segments; `undefined` when the CRM does not know them. */
  customer(
    customerId: string,
  ): { readonly customer: Customer; readonly segments: Segments | undefined } | undefined;
}

const Tokens = z.array(z.strictObject({ token: z.string().min(1) }));

interface Crm {
  tokens: readonly string[];
  readonly contract: Contract;
  readonly customers: Map<string, Customer>;
  readonly tasks: TaskList;
  readonly segments: SegmentBook;
}

/**
 * Serves the REST CRM of `rest-crm.openapi.json` on a loopback port.
 * @throws ZodError when a customer is malformed; Error when the port is taken
 */
export async function startCrmSimulator(options: CrmOptions): Promise<SimulatedCrm> {
  const customers = options.customers.map((customer) => Customer.parse(customer));
  const known = new Map(customers.map((customer) => [customer.customerId, customer]));
  const crm: Crm = {
    tokens: [options.token],
    contract: readContract('rest-crm'),
    customers: known,
    tasks: taskList(),
    segments: segmentBook(known),
  };
  const vendor = {
    system: 'crm',
    contract: crm.contract,
    operationNames: {},
    begin: (call: Call) => exchangeOf(crm, call),
  } as const;
  const simulator = await startSimulator(vendor, options);
  return {
    ...simulator,
    tasks: crm.tasks.tasks,
    putCustomer(customer) {
      crm.customers.set(customer.customerId, Customer.parse(customer));
    },
    removeCustomer: (customerId) => void crm.customers.delete(customerId),
    acceptCredentials(credentials) {
      crm.tokens = Tokens.parse(credentials).map(({ token }) => token);
    },
    customer(customerId) {
      const customer = crm.customers.get(customerId);
      return customer && { customer, segments: crm.segments.of(customerId) };
    },
  };
}

function exchangeOf(crm: Crm, call: Call): Exchange {
  return {
    headers: {},
    answer: (route) => answerOf(crm, route, call),
    error: (status) => errorAnswer(status, `refused with ${status}`),
    expireToken: () => {},
  };
}

function answerOf(crm: Crm, route: Route, call: Call): Answer {
  const known = crm.tokens.some((token) => call.headers.authorization === `Bearer ${token}`);
  if (!known) return errorAnswer(401, 'the token is not valid');
  const problems = crm.contract.requestProblems(route, call);
  if (problems.length > 0) return errorAnswer(400, problems.map(problemText).join('; '));
  if (route.operation.id === 'openTask') {
    const { task, opened } = crm.tasks.open(call.body);
    return { status: opened ? 201 : 200, body: { id: task.id } };
  }
  if (route.operation.id === 'putNote') {
    const { taskId = '', noteId = '' } = route.pathValues;
    const noted = crm.tasks.note(taskId, noteId, call.body);
    if (noted === undefined) return errorAnswer(404, 'unknown task');
    return { status: noted === 'added' ? 201 : 200, body: { id: noteId } };
  }
  if (route.operation.id === 'putCustomerSegments') {
    return crm.segments.put(route.pathValues.customerId ?? '', call);
  }
  if (route.operation.id === 'createCustomer') return crm.segments.create(call);
  if (route.operation.id === 'lookUpCustomer') return crm.segments.lookUp(call);
  const customer = crm.customers.get(route.pathValues.customerId ?? '');
  return customer === undefined ? errorAnswer(404, 'unknown customer') : { status: 200, body: customer };
}

function errorAnswer(status: number, error: string): Answer {
  return { status, body: { error } };
}
