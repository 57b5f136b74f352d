import { AuthorizationType, LambdaIntegration, type MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { Api, type ApiProps, authorization, resourceAt } from './api.ts';
import type { Page } from './page-build.ts';
import { openPage } from './web-api.ts';

/** Synchronous reads. An API of its own, because a usage plan's key opens a whole API: readers must not write. */
export class ReadApi extends Construct {
  private readonly api: Api;
  private readonly auth: 'iam' | 'apiKey';

  constructor(scope: Construct, id: string, props: ApiProps & { readonly auth: 'iam' | 'apiKey' }) {
    super(scope, id);
    this.api = new Api(this, 'Api', props);
    this.auth = props.auth;
  }

  /** `GET` a path such as `v1/alerts/{idempotencyKey}`, answered by a function. */
  read(path: string, answeredBy: LambdaFunction): void {
    this.get(path, answeredBy, authorization(this.auth));
  }

  /** `GET` a path that browsers open, which have no key: whoever knows its parameter may, and nobody can guess it. */
  open(path: string, answeredBy: LambdaFunction): void {
    this.get(path, answeredBy, { authorizationType: AuthorizationType.NONE, apiKeyRequired: false });
  }

  private get(path: string, answeredBy: LambdaFunction, access: MethodOptions): void {
    resourceAt(this.api.rest, path).addMethod(
      'GET',
      new LambdaIntegration(answeredBy, { allowTestInvoke: false }),
      { ...access, requestValidator: this.api.validator },
    );
  }

  /** Opens a page that asks the reads with the key of whoever looks at it; the page itself asks for none. */
  page(page: Page, answeredBy: LambdaFunction): void {
    openPage(this.api.rest, page, answeredBy);
  }
}
