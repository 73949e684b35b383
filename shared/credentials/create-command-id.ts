import { deriveId } from "../kernel/derive-id.ts";

/** A credential is created once, so its creation's command id is a function of the credential's id. */
export const createCommandId = (credentialId: string): string => deriveId("command", credentialId, "create");
