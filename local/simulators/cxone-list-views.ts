import type { SimulatedRecord } from './cxone-lists.ts';

/** An element of `contactRecords`. The number stands there without its formatting, other columns under their names. */
export function recordView({
  id,
  data: { phone = '', ...others },
  first,
  calls,
  calledAt,
  addedAt,
}: SimulatedRecord) {
  return {
    externalId: id,
    priority: String(first),
    icAttempts: calls,
    icFinalStatus: '',
    icSourceActive: true,
    icSourceRemoved: false,
    icCreateDate: addedAt,
    ...(calledAt !== undefined && { icDateOfLastCall: calledAt }),
    destinations: [{ formattedDestination: phone.replace(/\D/g, ''), description: 'PhoneNumber' }],
    otherFields: Object.entries(others).map(([fieldName, fieldValue]) => ({
      fieldName,
      fieldMapping: fieldName,
      fieldValue,
    })),
  };
}
