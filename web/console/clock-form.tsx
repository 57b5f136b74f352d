import { useState } from 'preact/hooks';
import type { LocalView } from '../../local/console/snapshot.ts';
import { nextTimeIn } from './format.ts';
import { STRINGS } from './strings.ts';

const words = STRINGS.acts;

/** Sets the clock to the next time that a clock in a zone shows something. */
export function ClockForm({
  local: { customers, clock },
  set,
}: {
  readonly local: LocalView;
  set(at: string): void;
}) {
  const zones = [...new Set([...customers.map(({ timeZone }) => timeZone), 'UTC'])].filter(
    (zone) => zone !== '',
  );
  const [zone, setZone] = useState(zones[0] ?? 'UTC');
  const [time, setTime] = useState('03:00');
  return (
    <form
      class="act"
      aria-describedby="clock-hint"
      onSubmit={(event) => {
        event.preventDefault();
        const at = nextTimeIn(zone, time, clock.now);
        if (at !== undefined) set(at);
      }}
    >
      <div class="pair">
        <label class="field">
          <span class="small soft">{words.clockTime}</span>
          <input
            type="time"
            class="input"
            required
            value={time}
            onInput={({ currentTarget }) => setTime(currentTarget.value)}
          />
        </label>
        <label class="field">
          <span class="small soft">{words.clockZone}</span>
          <select class="input" value={zone} onChange={({ currentTarget }) => setZone(currentTarget.value)}>
            {zones.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </div>
      <button type="submit" class="button">
        {words.clock}
      </button>
      <p class="soft small" id="clock-hint">
        {words.clockHint}
      </p>
    </form>
  );
}
