import { onlyPositional, readArguments, UsageError } from '../arguments.ts';
import { ledgerTarget } from '../ledger.ts';
import { type OperatorTarget, operatorTarget } from '../operator-target.ts';
import { forgetBody, maskedText, type QuarantinedBody, quarantinedBodies } from '../quarantine.ts';
import { TARGET_OPTIONS } from '../target.ts';

/** Bodies that are listed. */
const LISTED = 100;

/**
 * `quarantine list|show ID|release ID`: bodies that could not be used. What is kept of them is masked, so nothing can be sent
 * again from here: mend the sender, let it post again under a new key, then release the copy. `list` ends with 1 when
 * there are any. An id may be shortened as long as it fits one only.
 */
export async function quarantine(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, TARGET_OPTIONS);
  const [act = 'list', ...ids] = positionals;
  const target = await operatorTarget(values);
  const bodies = await quarantinedBodies(target);
  switch (act) {
    case 'list':
      return list(bodies, values);
    case 'show':
      return show(target, chosen(bodies, onlyPositional(ids, 'an id')));
    case 'release':
      return release(target, chosen(bodies, onlyPositional(ids, 'an id')));
    default:
      throw new UsageError(`quarantine ${act}: write list, show or release`);
  }
}

type Where = Parameters<typeof operatorTarget>[0] & { readonly json: boolean };

async function list(bodies: readonly QuarantinedBody[], where: Where): Promise<number> {
  const { ledger } = await ledgerTarget(where);
  const shown = await Promise.all(
    bodies.slice(0, LISTED).map(async ({ id, at }) => {
      const [key = ''] = id.split('/');
      const { quarantined } = await ledger.readStory(key);
      return { id, at: at.toISOString(), reason: quarantined?.reason ?? 'unknown' };
    }),
  );
  if (where.json) console.log(JSON.stringify(shown, undefined, 2));
  else if (shown.length === 0) console.log('nothing is quarantined');
  else for (const { id, at, reason } of shown) console.log(`${at}  ${id}\n    ${reason}`);
  if (bodies.length > shown.length)
    console.error(`${bodies.length - shown.length} older ones are not listed`);
  return bodies.length === 0 ? 0 : 1;
}

function chosen(bodies: readonly QuarantinedBody[], part: string): QuarantinedBody {
  const [only, ...others] = bodies.filter(({ id }) => id.startsWith(part));
  if (!only) throw new UsageError(`nothing with the id ${part} is quarantined`);
  if (others.length > 0)
    throw new UsageError(`${part} fits ${others.length + 1} bodies: write more of the id`);
  return only;
}

async function show(target: OperatorTarget, { id }: QuarantinedBody): Promise<number> {
  console.log(JSON.stringify(JSON.parse(await maskedText(target, id)), undefined, 2));
  return 0;
}

async function release(target: OperatorTarget, { id }: QuarantinedBody): Promise<number> {
  await forgetBody(target, id);
  console.log(`${id} is released: its sender may post it again under a new key`);
  return 0;
}
