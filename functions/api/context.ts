import type { Caller } from "../../shared/access/authenticate.ts";
import type { DoorContext } from "../../shared/lambda/door-app.ts";

/** The values that a request carries through the app. */
export interface ApiContext extends DoorContext {
  Variables: DoorContext["Variables"] & { caller: Caller };
}
