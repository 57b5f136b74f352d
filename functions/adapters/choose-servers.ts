import type { SftpByName } from '../messages/warehouse-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import { lazyWarehouses } from './lazy-warehouses.ts';
import { SftpCredentials, secret } from './secrets.ts';

/** A stage's SFTP servers by name; the client is loaded when it is needed. */
export function chooseServers(
  servers: SftpByName,
  clock: Clock,
  random: Random,
): Readonly<Record<string, Warehouse>> {
  return lazyWarehouses(servers, async (settings) => {
    const { sftpWarehouse } = await import('./sftp.ts');
    return sftpWarehouse(
      settings,
      secret(settings.secretArn, SftpCredentials, () => clock.now()),
      random,
    );
  });
}
