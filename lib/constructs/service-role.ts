import {
  type AddToPrincipalPolicyResult,
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A role that one AWS service takes. What it is allowed stands in the role itself and not in a policy beside it, which
 * would be one more of the 500 resources a stack may hold (CloudFormation quotas).
 */
export class ServiceRole extends Role {
  readonly #access: PolicyDocument;

  /** @param service host name of the service, e.g. `lambda.amazonaws.com` */
  constructor(scope: Construct, id: string, service: string) {
    const access = new PolicyDocument();
    super(scope, id, { assumedBy: new ServicePrincipal(service), inlinePolicies: { access } });
    this.#access = access;
  }

  override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.#access.addStatements(statement);
    return { statementAdded: true, policyDependable: this };
  }
}
