/** How use cases wait. */
export interface Sleep {
  /** Resolves when the clock shows this instant; at once when it has passed. */
  until(instant: Date): Promise<void>;
}
