import { onlyPositional, readArguments } from '../arguments.ts';
import { post } from '../requests.ts';
import { readSample } from '../sample.ts';
import { TARGET_OPTIONS, target } from '../target.ts';

/**
 * `send <file> [--as-is]`: posts a sample to its door and prints the keys, or what the door says to a message without
 * any. Exit code 1 when the door refuses it.
 */
export async function send(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    ...TARGET_OPTIONS,
    'as-is': { type: 'boolean', default: false },
  });
  const file = onlyPositional(positionals, 'a sample file, e.g. events/sensor-alert.json');
  const sample = readSample(file, values['as-is'], new Date());
  const answer = await post(target(values), sample.door, sample.text);
  const accepted = answer.status === 200 || answer.status === 202;
  if (values.json)
    console.log(JSON.stringify({ keys: sample.keys, status: answer.status, body: answer.body }));
  else if (accepted) console.log(sample.keys.length > 0 ? sample.keys.join('\n') : answer.body);
  else console.error(`${answer.status} ${answer.body}`);
  return accepted ? 0 : 1;
}
