import type { Settings } from "../../shared/credentials/settings.ts";
import type { Random } from "./random.ts";

/** The settings on which it depends whether a router is offered a credential, and shared capacity beside it. */
export type Restrictions = Pick<
  Settings,
  "disabled" | "is_required" | "is_byok_only" | "allowed_models" | "allowed_user_ids"
>;

/** Those of a credential that nobody has restricted. */
export const UNRESTRICTED: Restrictions = {
  disabled: false,
  is_required: false,
  is_byok_only: false,
  allowed_models: null,
  allowed_user_ids: null,
};

/** So many that most requests meet no rule about shared capacity, and some do. */
const CHOICES = 8;

export const drawModel = (random: Random): string => `model-${random.below(CHOICES)}`;
export const drawUser = (random: Random): string => `user-${random.below(CHOICES)}`;

/**
 * A change of settings. Whatever rules out shared capacity comes with a filter and goes with it: a credential without one would
 * rule for every request, and no router would have shared capacity any more.
 */
export function drawRestrictions(random: Random): Partial<Restrictions> {
  const draw = random.next();
  if (draw < 0.4) return { disabled: random.chance(0.5) };
  if (draw < 0.7) {
    const models = [drawModel(random), drawModel(random)];
    const is_required = random.chance(0.5);
    return { is_required, allowed_models: is_required || random.chance(0.3) ? models : null };
  }
  const is_byok_only = random.chance(0.5);
  const admitsNobody = !is_byok_only && random.chance(0.1);
  const users = admitsNobody ? [] : [drawUser(random), drawUser(random)];
  return { is_byok_only, allowed_user_ids: is_byok_only || admitsNobody ? users : null };
}
