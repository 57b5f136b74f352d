import { useState } from 'preact/hooks';
import type { ActRequest } from '../../local/console/act-request.ts';
import type { LocalView } from '../../local/console/snapshot.ts';
import { Card } from '../shared/card.tsx';
import { ClockForm } from './clock-form.tsx';
import { clockIn } from './format.ts';
import type { Source } from './source.ts';
import { StormForm } from './storm-form.tsx';
import { STRINGS } from './strings.ts';

interface ControlsProps {
  readonly local: LocalView;
  readonly acts: NonNullable<Source['acts']>;
  /** Opens the story that an act began. */
  choose(key: string): void;
}

const words = STRINGS.acts;

/** What a newcomer can do to a local system. */
export function Controls({ local, acts, choose }: ControlsProps) {
  const [trouble, setTrouble] = useState<string>();
  const attempt = (what: () => Promise<void>): void => {
    setTrouble(undefined);
    what().catch((error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)));
  };
  const act = (request: ActRequest): void =>
    attempt(async () => {
      const { key } = await acts.act(request);
      if (key !== null) choose(key);
    });
  return (
    <Card title={words.title} id="acts">
      <p class="soft small">{words.only}</p>
      <div class="acts">
        <SendForm local={local} act={act} />
        <ClockForm local={local} set={(at) => attempt(() => acts.setClock(at))} />
        <Buttons local={local} act={act} />
        <StormForm storm={local.storm} act={act} />
      </div>
      <p role="alert" class={trouble === undefined ? undefined : 'notice note'} data-tone="bad">
        {trouble === undefined ? '' : words.failed(trouble)}
      </p>
    </Card>
  );
}

interface FormProps {
  readonly local: LocalView;
  act(request: ActRequest): void;
}

function SendForm({ local: { customers, clock }, act }: FormProps) {
  const [customerId, setCustomerId] = useState('');
  const whose = (zone: string): string =>
    zone === '' ? words.noZone : words.local(zone, clockIn(zone, clock.now) ?? '');
  return (
    <form
      class="act"
      onSubmit={(event) => {
        event.preventDefault();
        act({ act: 'send', ...(customerId !== '' && { customerId }) });
      }}
    >
      <label class="field">
        <span class="small soft">{words.customer}</span>
        <select
          class="input"
          value={customerId}
          onChange={({ currentTarget }) => setCustomerId(currentTarget.value)}
        >
          <option value="">{words.stranger}</option>
          {customers.map((customer) => (
            <option key={customer.customerId} value={customer.customerId}>
              {`${customer.customerId} (${whose(customer.timeZone)})`}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button" data-kind="main">
        {words.send}
      </button>
    </form>
  );
}

function Buttons({ local: { faults }, act }: FormProps) {
  return (
    <div class="act">
      <ActButton label={words.flapping} hint={words.flappingHint} run={() => act({ act: 'flapping' })} />
      <ActButton label={words.crash} hint={words.crashHint} run={() => act({ act: 'crash' })} />
      <ActButton
        label={words.slowCrm}
        hint={words.slowCrmHint}
        isOn={faults.slowCrm}
        run={() => act({ act: 'slow-crm', on: !faults.slowCrm })}
      />
      <ActButton
        label={words.throttle}
        hint={words.throttleHint}
        isOn={faults.throttled}
        run={() => act({ act: 'throttle', on: !faults.throttled })}
      />
    </div>
  );
}

interface ActButtonProps {
  readonly label: string;
  readonly hint: string;
  /** A switch, and how it stands. @default it is none */
  readonly isOn?: boolean;
  run(): void;
}

function ActButton({ label, hint, isOn, run }: ActButtonProps) {
  return (
    <button
      type="button"
      class="button act-button"
      onClick={run}
      {...(isOn !== undefined && { 'aria-pressed': isOn })}
    >
      <span>{label}</span>
      <span class="small soft hint">{hint}</span>
    </button>
  );
}
