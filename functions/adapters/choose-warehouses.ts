import type { HttpWarehouseSettings } from '../messages/warehouse-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Sleep } from '../ports/sleep.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import { lazily } from './lazily.ts';
import { s3Warehouse } from './s3-warehouse.ts';

/** Where a stage's reports go, by name; `s3` always is among them. The others are loaded when they are needed. */
export function chooseWarehouses(
  bucket: string,
  others: Readonly<Record<string, HttpWarehouseSettings>>,
  { clock, sleep }: { readonly clock: Clock; readonly sleep: Sleep },
): Readonly<Record<string, Warehouse>> {
  const named = Object.entries(others).map(([name, settings]): [string, Warehouse] => {
    const warehouse = lazily(async () => {
      const { chooseHttpWarehouse } = await import('./choose-http-warehouse.ts');
      return chooseHttpWarehouse(settings, clock, sleep);
    });
    return [name, { deliver: async (report) => (await warehouse()).deliver(report) }];
  });
  return { ...Object.fromEntries(named), s3: s3Warehouse(bucket) };
}
