/** Keeps what is too large or too private for the ledger. */
export interface Archive {
  /** Stores the telemetry of one alert under its reference. Repeating it writes the same object again. */
  keepTelemetry(reference: string, telemetry: TelemetryRecord): Promise<void>;
  /** The telemetry under a reference; `undefined` when there is none. Repeatable. */
  readTelemetry(reference: string): Promise<TelemetryRecord | undefined>;
  /** Adds a member to the list of a mass event. Repeating it writes the same object again. */
  keepMember(list: string, member: MassEventMember): Promise<void>;
  /** Stores the masked text of something that could not be used. Repeating it writes the same object again. */
  keepQuarantined(id: string, maskedText: string): Promise<void>;
}

/** A customer whom a mass event concerns and who was not called. */
export interface MassEventMember {
  readonly key: string;
  readonly customerId: string;
  readonly sensorId: string;
  readonly reason: string;
}

/** What the agent sees of the alert. `telemetryData` is the sender's, unknown fields included. */
export interface TelemetryRecord {
  /** The alert's own key. @default unknown: it was stored before keys were kept */
  readonly idempotencyKey?: string;
  readonly sensorId: string;
  readonly alertType: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly telemetryData: Readonly<Record<string, unknown>>;
}
