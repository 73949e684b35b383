import type { DoorContext } from "../../shared/http/door-app.ts";
import type { Caller } from "../../shared/usecases/authenticate.ts";

/** What a request carries through the app. */
export interface ApiContext extends DoorContext {
  Variables: DoorContext["Variables"] & { caller: Caller };
}
