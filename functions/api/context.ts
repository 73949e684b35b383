import type { Caller } from "../../shared/usecases/authenticate.ts";

/** What a request carries through the app. */
export interface ApiContext {
  Bindings: {
    /** API Gateway's id of the request, so that its access log and ours name the same thing. Default: a new one. */
    readonly requestId?: string;
  };
  Variables: {
    requestId: string;
    caller: Caller;
  };
}
