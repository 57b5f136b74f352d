import { useState } from 'preact/hooks';
import type { ActRequest } from '../../local/console/act-request.ts';
import type { StormProgress } from '../../local/console/snapshot.ts';
import { STRINGS } from './strings.ts';

const words = STRINGS.acts;

/** Lets a storm loose and shows how far it is. */
export function StormForm({
  storm,
  act,
}: {
  readonly storm: StormProgress | null;
  act(request: ActRequest): void;
}) {
  const [alerts, setAlerts] = useState('200');
  return (
    <form
      class="act"
      onSubmit={(event) => {
        event.preventDefault();
        act({ act: 'storm', alerts: Number(alerts) });
      }}
    >
      <label class="field">
        <span class="small soft">{words.stormAlerts}</span>
        <input
          type="number"
          class="input"
          min={10}
          max={2000}
          step={10}
          required
          value={alerts}
          onInput={({ currentTarget }) => setAlerts(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button">
        {`${words.storm}: ${words.stormGo.toLowerCase()}`}
      </button>
      {storm && (
        <div class="storm figures">
          <progress aria-label={words.storm} max={storm.alerts} value={storm.ended} />
          <p class="small" role="status">
            {words.stormProgress(storm.ended, storm.alerts)}
          </p>
          <p class="small soft">{words.stormSteps(storm.posted, storm.admitted)}</p>
        </div>
      )}
    </form>
  );
}
