import type { SimulatedContact } from '../../local/simulators/cxone-contacts.ts';
import { at, MINUTE } from './builders.ts';

/** A call of NICE CXone that is over: of five minutes, the last three of which an agent spoke with the customer. */
export const endedCall = (fields: Partial<SimulatedContact> = {}): SimulatedContact => ({
  conversationId: '410000000001',
  queueId: '4001',
  trigger: 'dialer',
  acceptedAt: at(-5 * MINUTE).toISOString(),
  servedAt: at(-3 * MINUTE).toISOString(),
  endedAt: at().toISOString(),
  state: 'served',
  phoneNumber: '+12025550142',
  fromAddress: '',
  data: {},
  written: {},
  ...fields,
});
