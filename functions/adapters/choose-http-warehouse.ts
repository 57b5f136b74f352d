import type { HttpWarehouseSettings } from '../messages/warehouse-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Sleep } from '../ports/sleep.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import { BIGQUERY_SCOPE, bigQueryWarehouse } from './bigquery.ts';
import { googleTokens } from './google-tokens.ts';
import { httpClient } from './http.ts';
import { KeyPair, ServiceAccount, secret } from './secrets.ts';
import { snowflakeWarehouse } from './snowflake.ts';
import { snowflakeTokens } from './snowflake-tokens.ts';

/** A warehouse that is spoken to by HTTP. */
export function chooseHttpWarehouse(settings: HttpWarehouseSettings, clock: Clock, sleep: Sleep): Warehouse {
  const now = () => clock.now();
  const http = httpClient(settings.baseUrl);
  switch (settings.kind) {
    case 'snowflake': {
      const tokens = snowflakeTokens(settings, secret(settings.secretArn, KeyPair, now), now);
      return snowflakeWarehouse(settings, { http, tokens, clock, sleep });
    }
    case 'bigquery': {
      const place = { loginUrl: settings.loginBaseUrl, scope: BIGQUERY_SCOPE };
      const login = httpClient(settings.loginBaseUrl);
      const tokens = googleTokens(login, place, secret(settings.secretArn, ServiceAccount, now), now);
      return bigQueryWarehouse(settings, { http, tokens, clock, sleep });
    }
    default:
      return settings satisfies never;
  }
}
