import { RejectedError } from '../errors.ts';
import type { SegmentIdentifier } from '../messages/segment-settings.ts';
import type { Customers } from '../ports/customers.ts';
import type { SegmentIdentifiers } from '../ports/segment-identifiers.ts';
import { identified } from './known-as.ts';

/** Customers by our id, or by what the CRM says of them, read for each write. `customers`: asked for only then. */
export function identifiersBy(by: SegmentIdentifier, customers: () => Customers): SegmentIdentifiers {
  if (by === 'id') return { of: async () => undefined };
  const known = customers();
  return {
    async of(customerId) {
      const reading = await known.read(customerId);
      const result = identified(by, reading?.customer);
      if (result.kind === 'known') return result.as;
      throw new RejectedError(result.why, `the CRM names no usable ${by} for the customer`);
    },
  };
}
