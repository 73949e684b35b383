import { deriveId } from "../kernel/derive-id.ts";

/** A credential is created once, so the id of its create command is a function of the credential's id. */
export const createCommandId = (credentialId: string): string => deriveId("command", credentialId, "create");
