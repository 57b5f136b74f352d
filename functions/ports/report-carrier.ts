import type { CarryRequest } from '../messages/carry-request.ts';

/** The way to warehouses that another worker alone may reach, because it alone has their secrets. */
export interface ReportCarrier {
  /** Names of the warehouses that worker delivers to. */
  readonly names: readonly string[];
  /** Asks for a delivery; what came of it comes back as a message. Repeatable. @throws {TransientError} not left */
  carry(request: CarryRequest): Promise<void>;
}
