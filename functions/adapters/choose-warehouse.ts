import type { WarehouseSettings } from '../messages/warehouse-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { Sleep } from '../ports/sleep.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import { SftpCredentials, secret } from './secrets.ts';

/** What warehouses ask their surroundings. */
export interface WarehouseParts {
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: Random;
}

/** The warehouse of these settings; what it is spoken to with is loaded now, and no other. */
export async function chooseWarehouse(
  settings: WarehouseSettings,
  { clock, sleep, random }: WarehouseParts,
): Promise<Warehouse> {
  if (settings.kind !== 'sftp') {
    const { chooseHttpWarehouse } = await import('./choose-http-warehouse.ts');
    return chooseHttpWarehouse(settings, clock, sleep);
  }
  const { sftpWarehouse } = await import('./sftp.ts');
  const credentials = secret(settings.secretArn, SftpCredentials, () => clock.now());
  return sftpWarehouse(settings, credentials, random);
}
