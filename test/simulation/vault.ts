import type * as z from 'zod/mini';
import { fromAws } from '../../functions/adapters/aws-errors.ts';
import { keptSecret, type Secret } from '../../functions/adapters/secrets.ts';
import type { Process, Processes } from './processes.ts';
import type { Simulation } from './simulation.ts';

/** A secret as one process reads and keeps it. */
export function secretOf<S extends z.core.$ZodType>(
  { simulation, processes, process }: { simulation: Simulation; processes: Processes; process: Process },
  name: string,
  value: object,
  schema: S,
): Secret<z.output<S>> {
  const readText = (): Promise<string> =>
    processes.ask(process, {
      name: `secret ${name}`,
      serve(fate, answer) {
        const isLost = fate === 'not applied' || fate === 'reply lost';
        const isBroken = isLost || simulation.isDown('secrets') || simulation.strikes('secretsBroken');
        answer(isBroken ? unavailable : () => JSON.stringify(value));
      },
    });
  return keptSecret(readText, schema, () => process.clock.now());
}

const unavailable = (): never => {
  throw fromAws('secret_unavailable', new Error('no answer'));
};
