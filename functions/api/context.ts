import type { LambdaEvent } from "hono/aws-lambda";
import type { Caller } from "../../shared/usecases/authenticate.ts";

/** What a request carries through the app. */
export interface ApiContext {
  Bindings: { readonly event?: LambdaEvent };
  Variables: {
    requestId: string;
    caller: Caller;
  };
}
