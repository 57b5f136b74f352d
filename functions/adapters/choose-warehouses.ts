import type { Warehouse } from '../ports/warehouse.ts';
import { s3Warehouse } from './s3-warehouse.ts';

/** Where a stage's reports go, by name; `s3` always is among them. */
export function chooseWarehouses(bucket: string): Readonly<Record<string, Warehouse>> {
  return { s3: s3Warehouse(bucket) };
}
