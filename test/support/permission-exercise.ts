import { join } from 'node:path';
import { readBlueprint } from '../../local/blueprint.ts';
import { type AssemblyStack, readCloudAssembly } from '../../local/cloud-assembly.ts';
import type { EngineCall } from '../../local/engine-call.ts';
import type { Laptop } from '../../local/laptop.ts';
import { localResources } from '../../local/local-resources.ts';
import { accessRequest } from './permission-calls.ts';
import { isAllowed } from './permission-evaluation.ts';
import { grantsOf, grantText, namesOf } from './permission-grants.ts';
import { readMatrix, reviewedGrants } from './permission-matrix.ts';
import { rolePolicies } from './role-policies.ts';

/** Calls against the policies of those who made them. */
export interface Exercise {
  /** How many calls were held against a policy. */
  readonly calls: number;
  /** Each kind of call that IAM would have refused, with its role and how often. */
  readonly refused: readonly string[];
  /** Grants that no call made use of, as texts. */
  readonly unused: readonly string[];
  /** Those of them for which the reviewed matrix gives no reason. */
  readonly withoutReason: readonly string[];
}

/** Judges every call to the engines that a running product has made, by the policies it was synthesized with. */
export const exercisedPermissions = (workDirectory: string, { system, stage }: Laptop): Exercise =>
  judgeCalls(system.engineCalls(), readCloudAssembly(join(workDirectory, 'cdk.out')).stacks, stage);

/**
 * Judges the calls that functions made; calls without a function are the doors', the pollers' and the test's.
 * @throws for a function without a role, and for a call that cannot be said in IAM's words
 */
export function judgeCalls(
  calls: readonly EngineCall[],
  stacks: readonly AssemblyStack[],
  stageSettings: unknown,
): Exercise {
  const resources = localResources(readBlueprint(stacks, 'http://127.0.0.1'));
  const roles = rolePolicies(stacks);
  const unused = new Set(grantsOf(roles, namesOf(stacks, stageSettings)));
  const refused = new Map<string, number>();
  const made = calls.filter(({ functionName }) => functionName !== undefined);
  for (const call of made) {
    const role = roles.find(({ functionNames }) => functionNames.some((name) => name === call.functionName));
    if (role === undefined) throw new Error(`${call.functionName} has no role`);
    const request = accessRequest(call, resources);
    const what = `${role.name}: ${request.action} on ${[call.resource, ...call.leadingKeys.map(kind)].join(' ')}`;
    if (!isAllowed(role.statements, request)) refused.set(what, (refused.get(what) ?? 0) + 1);
    for (const grant of unused) if (grant.role === role.name && grant.covers(request)) unused.delete(grant);
  }
  const reviewed = reviewedGrants(readMatrix());
  const texts = [...unused].map(grantText).sort();
  return {
    calls: made.length,
    refused: [...refused].map(([what, times]) => `${what}, ${times} times`),
    unused: texts,
    withoutReason: texts.filter((grant) => reviewed.get(grant) === undefined),
  };
}

/** The kind of an item: `ALERT#` and not whose. */
const kind = (key: string): string => key.replace(/#.*/s, '#');
