import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

export interface WebAclProps {
  readonly requestsPerFiveMinutes: number;
  /** By the name that says whose each is. */
  readonly apis: Readonly<Record<string, RestApi>>;
}

/** AWS's own lists; none of them judges the size of bodies, which may be telemetry. */
const MANAGED = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'] as const;

/**
 * A web ACL before APIs: addresses of ill repute, inputs known to be bad, and a rate for each address. Sampled requests
 * are off, because they would keep headers and bodies. (AWS WAF developer guide, "Rate-based rule statement")
 */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, { requestsPerFiveMinutes, apis }: WebAclProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: counted('all'),
      rules: [
        {
          name: 'rate',
          priority: 0,
          action: { block: {} },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: requestsPerFiveMinutes,
              evaluationWindowSec: 300,
            },
          },
          visibilityConfig: counted('rate'),
        },
        ...MANAGED.map((name, index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
          visibilityConfig: counted(name),
        })),
      ],
    });
    for (const [name, api] of Object.entries(apis)) {
      new CfnWebACLAssociation(this, name, {
        resourceArn: api.deploymentStage.stageArn,
        webAclArn: acl.attrArn,
      });
    }
  }
}

const counted = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});
