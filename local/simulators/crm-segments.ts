import { z } from 'zod';
import type { Call } from './call.ts';
import type { Customer } from './crm-customer.ts';
import type { Answer } from './vendor.ts';

const Written = z.looseObject({
  id: z.string(),
  phone: z.string().optional(),
  email: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()),
  last_updated: z.string(),
});

const Wanted = z.union([
  z.strictObject({ phone: z.string(), email: z.undefined().optional() }),
  z.strictObject({ email: z.string(), phone: z.undefined().optional() }),
]);

/** The segments of one customer as the CRM keeps them. */
export interface Segments {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** ISO 8601, as the writer said. */
  readonly lastUpdated: string;
  /** `Idempotency-Key` of the last write, where the CRM takes one. */
  readonly idempotencyKey?: string;
  /** When the last write was accepted, ms of this process' monotonic clock. */
  readonly writtenMs: number;
  /** Writes accepted so far; one repeated under its key counts once. */
  readonly writes: number;
}

/** Segments of customers, and how they are written. Bodies must already have passed the contract. */
export interface SegmentBook {
  /** Replaces what a customer has; 404 for one the CRM does not know. */
  put(customerId: string, call: Call): Answer;
  /** Adds a customer with segments; 409 for one the CRM knows. */
  create(call: Call): Answer;
  /** The id of who has this number or address; 404 for nobody, 409 for several. */
  lookUp(call: Call): Answer;
  of(customerId: string): Segments | undefined;
}

/** An empty book over the customers a CRM knows. */
export function segmentBook(customers: Map<string, Customer>): SegmentBook {
  const book = new Map<string, Segments>();
  const bodies = new Map<string, string>();

  function write(customerId: string, call: Call, status: number): Answer {
    const idempotencyKey = call.headers['idempotency-key'] ?? '';
    const repeated = bodies.get(idempotencyKey);
    if (repeated !== undefined && repeated !== call.rawBody) {
      return { status: 422, body: { error: 'this Idempotency-Key came with another body' } };
    }
    if (repeated !== undefined) return { status: 200, body: { id: customerId } };
    bodies.set(idempotencyKey, call.rawBody);
    const { attributes, last_updated } = Written.parse(call.body);
    const writes = (book.get(customerId)?.writes ?? 0) + 1;
    const writtenMs = call.arrivedMs;
    book.set(customerId, { attributes, lastUpdated: last_updated, idempotencyKey, writtenMs, writes });
    return { status, body: { id: customerId } };
  }

  return {
    put(customerId, call) {
      if (!customers.has(customerId)) return { status: 404, body: { error: 'unknown customer' } };
      return write(customerId, call, 200);
    },
    create(call) {
      const { id, phone = '', email } = Written.parse(call.body);
      if (customers.has(id)) return { status: 409, body: { error: 'the customer is there already' } };
      const fields = email === undefined ? {} : { fields: { email } };
      customers.set(id, { customerId: id, phoneNumber: phone, doNotDisturb: false, ...fields });
      return write(id, call, 201);
    },
    lookUp(call) {
      const { phone, email } = Wanted.parse(call.body);
      const found = [...customers.values()].filter(({ phoneNumber, fields }) =>
        phone === undefined ? fields?.email === email : phoneNumber === phone,
      );
      if (found.length > 1) return { status: 409, body: { error: 'several customers' } };
      return found[0]
        ? { status: 200, body: { id: found[0].customerId } }
        : { status: 404, body: { error: 'unknown customer' } };
    },
    of: (customerId) => book.get(customerId),
  };
}
