import { toParameter } from "../../../shared/webhooks/webhook-source-parameter.ts";
import { SOURCE, SOURCES_PATH } from "../process/delivery.ts";
import type { Operations } from "./operations.ts";

/** A Systems Manager with one webhook source. */
export const ssmStub: Operations = {
  GetParametersByPath: () => ({
    Parameters: [
      { Name: `${SOURCES_PATH}/${SOURCE.name}`, Type: "SecureString", Value: toParameter(SOURCE) },
    ],
  }),
};
