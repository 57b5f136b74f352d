import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments, UsageError } from '../arguments.ts';
import type { Findings } from '../doctor/fault.ts';
import { stageFaults } from '../doctor/stage-faults.ts';
import { inspectedStage } from '../inspected-stage.ts';
import { TARGET_OPTIONS } from '../target.ts';

const NOTHING: string[] = [];

/**
 * `doctor [--stage NAME] [--set path=value] [--ticket] [--events FILE|DIRECTORY]` examines a stage before it is deployed:
 * its settings, its secrets, the platform's side, the CRM, the desk, live events. It prints every fault at once, each
 * with the command that mends it, and what could not be looked at. Exit code 1 when there is a fault.
 */
export async function doctor(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    ...TARGET_OPTIONS,
    set: { type: 'string', multiple: true, default: NOTHING },
    ticket: { type: 'boolean', default: false },
    events: { type: 'string' },
  });
  if (positionals.length > 0) throw new UsageError(`doctor takes options only, not ${positionals.join(' ')}`);
  const events = values.events === undefined ? [] : eventTexts(values.events);
  const patient = await inspectedStage(values);
  const findings = await stageFaults(patient, { opensTicket: values.ticket, events });
  if (values.json) console.log(JSON.stringify({ stage: patient.name, ...findings }, undefined, 2));
  else console.log(findingsText(patient.name, findings));
  return findings.faults.length === 0 ? 0 : 1;
}

function findingsText(stage: string, { faults, unseen }: Findings): string {
  const heading =
    faults.length === 0 ? `stage ${stage}: no fault found` : `stage ${stage}: ${faults.length} faults`;
  return [
    heading,
    ...faults.flatMap(({ area, subject, fault, mend }) => [
      '',
      `${area}: ${subject}`,
      `  ${fault}`,
      `  mend: ${mend}`,
    ]),
    ...(unseen.length === 0 ? [] : ['', 'not looked at:', ...unseen.map((what) => `  ${what}`)]),
  ].join('\n');
}

/** Every document of a JSON file, a file of lines, or a directory of JSON files. @throws {UsageError} */
function eventTexts(path: string): readonly string[] {
  if (!existsSync(path)) throw new UsageError(`--events ${path}: there is no such file`);
  if (statSync(path).isDirectory()) {
    const files = readdirSync(path).filter((name) => /\.jsonl?$/.test(name));
    return files.toSorted().flatMap((name) => eventTexts(join(path, name)));
  }
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.jsonl') ? text.split('\n').filter((line) => line.trim() !== '') : [text];
}
