import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import { AlertCards } from './alert-cards.tsx';
import { Dispositions } from './dispositions.tsx';
import { sayDisposition } from './panel-client.ts';
import { panelState } from './panel-state.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { Surroundings } from './surroundings.tsx';
import { Telemetry } from './telemetry.tsx';
import { type Entry, type Watch, watch } from './watch.ts';
import { Who } from './who.tsx';

interface PanelProps {
  /** Absent: nobody has signed in, or the address names no call. */
  readonly entry: Entry | undefined;
  readonly signIn: () => void;
}

/** The whole page: who it is, what the sensor saw, what came of it, and what was before. */
export function Panel({ entry, signIn }: PanelProps) {
  const [state, tell] = useReducer(
    panelState,
    entry === undefined ? { problem: 'no_reference' as const } : {},
  );
  const running = useRef<Watch | undefined>(undefined);

  // Not after the next paint, as an effect would be: the answer may be there by then.
  useLayoutEffect(() => {
    if (entry === undefined) return;
    void watch(entry, tell).then((own) => {
      running.current = own;
    });
  }, [entry]);

  const say = (disposition: string): void => {
    tell({ kind: 'saying', disposition });
    const saying = running.current?.withSession((session) => sayDisposition(session, disposition));
    (saying ?? Promise.reject()).then(
      () => tell({ kind: 'said', disposition }),
      () => tell({ kind: 'not_said', disposition }),
    );
  };

  const { problem, session, customer, alert, alertLate, said } = state;
  const isOver = problem !== undefined && problem !== 'unavailable' && session === undefined;
  return (
    <>
      {problem && <ProblemNotice problem={problem} signIn={signIn} />}
      {!isOver && (
        <div class="columns">
          <div class="column">
            <Who customer={customer} session={session} />
            <Telemetry alert={alert} session={session} late={alertLate === true} />
            <Surroundings alert={alert} />
          </div>
          <div class="column">
            <Dispositions choices={session?.choices} said={said} say={say} />
            <AlertCards alert={alert} late={alertLate === true} />
          </div>
        </div>
      )}
    </>
  );
}
