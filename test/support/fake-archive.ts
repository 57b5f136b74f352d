import { TransientError } from '../../functions/errors.ts';
import type { Archive, MassEventMember, TelemetryRecord } from '../../functions/ports/archive.ts';

/** An archive in memory, and a look inside. */
export interface FakeArchive extends Archive {
  readonly telemetry: ReadonlyMap<string, TelemetryRecord>;
  /** Masked texts by the id they were kept under. */
  readonly quarantined: ReadonlyMap<string, string>;
  /** Members of mass events by `<list>/<alert key>`. */
  readonly members: ReadonlyMap<string, MassEventMember>;
  /** While down, every method fails as a store that cannot be reached. */
  setDown(down: boolean): void;
}

/** An empty archive. */
export function fakeArchive(): FakeArchive {
  const telemetry = new Map<string, TelemetryRecord>();
  const quarantined = new Map<string, string>();
  const members = new Map<string, MassEventMember>();
  let isDown = false;
  const reach = (): void => {
    if (isDown) throw new TransientError('archive_unavailable', 'the archive is down');
  };
  return {
    telemetry,
    quarantined,
    members,
    setDown(down) {
      isDown = down;
    },
    async keepTelemetry(reference, record) {
      reach();
      telemetry.set(reference, structuredClone(record));
    },
    async readTelemetry(reference) {
      reach();
      return telemetry.get(reference);
    },
    async keepMember(list, member) {
      reach();
      members.set(`${list}/${member.key}`, structuredClone(member));
    },
    async keepQuarantined(id, maskedText) {
      reach();
      quarantined.set(id, maskedText);
    },
  };
}
