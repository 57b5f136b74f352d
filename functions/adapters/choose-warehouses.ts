import type { HttpWarehousesByName } from '../messages/warehouse-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Sleep } from '../ports/sleep.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import { lazyWarehouses } from './lazy-warehouses.ts';
import { s3Warehouse } from './s3-warehouse.ts';

/** Where analytics itself delivers, by name; `s3` always is among them. The others are loaded when they are needed. */
export function chooseWarehouses(
  bucket: string,
  others: HttpWarehousesByName,
  { clock, sleep }: { readonly clock: Clock; readonly sleep: Sleep },
): Readonly<Record<string, Warehouse>> {
  const spoken = lazyWarehouses(others, async (settings) => {
    const { chooseHttpWarehouse } = await import('./choose-http-warehouse.ts');
    return chooseHttpWarehouse(settings, clock, sleep);
  });
  return { ...spoken, s3: s3Warehouse(bucket) };
}
