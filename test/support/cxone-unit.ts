import { type CxoneAccess, cxoneAccessWith } from '../../functions/adapters/cxone-access.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { type CxoneOptions, type CxoneSimulator, startCxoneSimulator } from '../../local/simulators/cxone.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from './contract.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

const KEY = { accessKeyId: 'local', accessKeySecret: 'secret' };

/** A simulated business unit, and how it is reached. */
export interface CxoneUnit {
  readonly simulator: CxoneSimulator;
  readonly access: CxoneAccess;
  readonly clock: FakeClock;
  /** Method and path of each request to the API, from the version on, without its query. */
  asked(): readonly string[];
  /** In what its requests break the contract. */
  problems(): readonly string[];
}

/** Starts one whose clock stands at `at`. */
export async function cxoneUnit(
  at: string,
  options: Omit<CxoneOptions, 'accessKeyId' | 'accessKeySecret' | 'now'>,
): Promise<CxoneUnit> {
  const clock = fakeClock(at);
  const now = () => clock.now();
  const simulator = await startCxoneSimulator({ ...KEY, ...options, now });
  const secret = { value: async () => KEY };
  const contract = readContract('nice-cxone');
  return {
    simulator,
    clock,
    access: cxoneAccessWith(simulator.url, secret, { now, clientOf: httpClient }),
    asked: () =>
      simulator
        .requests()
        .filter(({ path }) => path.includes('/services/'))
        .map(({ method, path }) => `${method} ${path.replace(/^.*v33\.0/, '')}`),
    problems: () => simulator.requests().flatMap((request) => requestProblems(contract, request)),
  };
}
