/** How often a sensor has been called about in a day. */
export interface SensorDays {
  /**
   * One more suppression slot of a sensor on a UTC day, `YYYY-MM-DD`; gives how many have been counted, this one
   * included. A lost reply may count a slot twice.
   * @throws {TransientError} `ledger_unavailable`
   */
  countSlot(sensor: { readonly customerId: string; readonly sensorId: string }, day: string): Promise<number>;
}
