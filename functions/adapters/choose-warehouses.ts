import type { WarehousesByName } from '../messages/warehouse-settings.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import { chooseWarehouse, type WarehouseParts } from './choose-warehouse.ts';
import { lazily } from './lazily.ts';
import { s3Warehouse } from './s3-warehouse.ts';

/** Where a stage's reports go, by name; `s3` always is among them. The others are loaded when they are needed. */
export function chooseWarehouses(
  bucket: string,
  others: WarehousesByName,
  parts: WarehouseParts,
): Readonly<Record<string, Warehouse>> {
  const named = Object.entries(others).map(([name, settings]): [string, Warehouse] => {
    const warehouse = lazily(() => chooseWarehouse(settings, parts));
    return [name, { deliver: async (report) => (await warehouse()).deliver(report) }];
  });
  return { ...Object.fromEntries(named), s3: s3Warehouse(bucket) };
}
