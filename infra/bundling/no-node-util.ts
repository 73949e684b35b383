/*
 * Replaces `node:util` where code for browsers is bundled: a browser has no `util.inspect`, so nothing calls the method
 * by which a secret hides from it.
 */

export const inspect = { custom: Symbol("inspect") };
