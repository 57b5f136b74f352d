import type { Warehouse } from '../ports/warehouse.ts';
import { lazily } from './lazily.ts';

/** Warehouses by name, each of which is loaded with its first delivery. */
export function lazyWarehouses<Settings>(
  byName: Readonly<Record<string, Settings>>,
  load: (settings: Settings) => Promise<Warehouse>,
): Readonly<Record<string, Warehouse>> {
  const named = Object.entries(byName).map(([name, settings]): [string, Warehouse] => {
    const warehouse = lazily(() => load(settings));
    return [name, { deliver: async (report) => (await warehouse()).deliver(report) }];
  });
  return Object.fromEntries(named);
}
