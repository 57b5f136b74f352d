import { TransientError } from '../../functions/errors.ts';
import type { Archive, MassEventMember, TelemetryRecord } from '../../functions/ports/archive.ts';
import type { Process, Processes } from './processes.ts';
import type { Simulation } from './simulation.ts';

/** What a bucket holds. */
export interface ObjectStore {
  readonly telemetry: Map<string, TelemetryRecord>;
  readonly quarantined: Map<string, string>;
  readonly members: Map<string, MassEventMember>;
}

/** An empty bucket. */
export const objectStore = (): ObjectStore => ({
  telemetry: new Map(),
  quarantined: new Map(),
  members: new Map(),
});

/** The archive of one process. S3 keeps objects without conditions, so a port is near enough to its requests. */
export function archiveOf(
  { simulation, processes, process }: { simulation: Simulation; processes: Processes; process: Process },
  objects: ObjectStore,
): Archive {
  const asked = <T>(name: string, act: () => T): Promise<T> =>
    processes.ask(process, {
      name,
      serve(fate, answer) {
        const isBroken = simulation.isDown('archive') || simulation.strikes('archiveBroken');
        if (fate === 'not applied' || isBroken) return answer(unavailable);
        const value = act();
        answer(fate === 'reply lost' ? unavailable : () => value);
      },
    });
  return {
    keepTelemetry: (reference, record) =>
      asked('keep telemetry', () => void objects.telemetry.set(reference, record)),
    readTelemetry: (reference) => asked('read telemetry', () => objects.telemetry.get(reference)),
    keepMember: (list, member) =>
      asked('keep member', () => void objects.members.set(`${list}/${member.key}`, member)),
    keepQuarantined: (id, text) => asked('keep quarantined', () => void objects.quarantined.set(id, text)),
  };
}

const unavailable = (): never => {
  throw new TransientError('archive_unavailable', 'no answer');
};
