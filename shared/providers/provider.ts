import type { Region } from "../kernel/region.ts";

/** One usual form of a key given as plain text. */
export interface KeyShape {
  /** The pattern in words for a message, e.g. `gsk_ and 52 letters or digits`. */
  readonly description: string;
  /** Anchored at both ends. Every repetition is bounded and none is nested, so a match takes linear time. */
  readonly pattern: RegExp;
  /** No other provider is known to use this shape: under another slug, it causes a warning. */
  readonly distinctive?: true;
}

/** A prefix that deserves a warning even under the right provider. */
export interface KeyCaution {
  readonly prefix: string;
  readonly code: "admin_key" | "short_lived" | "subscription_token";
}

/** One text member of a credential in JSON. */
export interface JsonField {
  readonly name: string;
  /** The result for a credential without this member. */
  readonly absent: "refused" | "warned";
  /** The usual pattern of the value. Any other value is a warning, or a refusal if `strict`. */
  readonly usual?: RegExp;
  readonly strict?: true;
  /** The value is an https URL, usually on a host that ends in one of these. */
  readonly hosts?: readonly string[];
  /** The value is key material, held to what a plain key is. */
  readonly secret?: true;
  /** The value is key material in PEM, which must parse as a private key. */
  readonly pem?: true;
}

/** A credential of several parts, given as JSON text. */
export interface JsonForm {
  /** The form in words, e.g. `a service account as a JSON object`. */
  readonly description: string;
  /** The result for a credential that is plain text instead of JSON. */
  readonly plainText: "usual" | "unusual" | "refused";
  /** Whether a list of such objects is also a credential. */
  readonly list: boolean;
  readonly fields: readonly JsonField[];
  /** Members that are useless without one another: a credential with only some of them is refused. */
  readonly allOrNone: readonly string[];
  /** Members that took each other's place: the value of any of them matches this. */
  readonly swapped?: readonly { readonly name: string; readonly is: RegExp }[];
  /** Members that together identify the form under another slug; empty if nothing does. */
  readonly telltale: readonly string[];
  /**
   * The one member that is safe to show, in full (`text`) or as its host (`host`), if it matches `safe`. A member that is
   * itself a plain key of the provider (`key`) is inspected and labelled as one.
   */
  readonly label:
    | { readonly field: string; readonly as: "text" | "host"; readonly safe: RegExp }
    | { readonly field: string; readonly as: "key" };
}

/** A family of slugs that share one kind of credential. */
export interface Provider {
  /** The display name, or the slug itself if no name is known. */
  readonly name: string;
  /** The usual shapes of a plain key. If none is known, this is empty and no shape causes a warning. */
  readonly shapes: readonly KeyShape[];
  /** Publicly known prefixes. Labels show them up to and including their separator. */
  readonly prefixes: readonly string[];
  /** Prefixes that only this provider's keys have. Under any other slug of the catalogue they are wrong. */
  readonly unmistakable: readonly string[];
  readonly cautions: readonly KeyCaution[];
  /** The multi-part form; null if a key is always plain text. */
  readonly json: JsonForm | null;
  /** Slugs whose keys may also be valid here. */
  readonly kin: readonly string[];
  /** The regions besides `global` that a credential may declare; `in_key` where its key names the region. */
  readonly regions: "in_key" | readonly Region[];
}

/** A key that belongs to a gateway, a code host or a model hub instead of a provider. */
export interface ForeignKey {
  readonly issuer: string;
  readonly pattern: RegExp;
}

/** One kind of text that certainly is no key, whoever the provider is. */
export interface NotKey {
  /** The kind in words, as a refusal names it, e.g. `a reference to a secret`. */
  readonly kind: string;
  readonly code: "reference" | "template" | "encrypted" | "own_token" | "not_a_key";
  /** Each repetition is bounded, or runs from the start of the text, so that a match takes linear time. */
  readonly pattern: RegExp;
  /** A placeholder of this form is told as a placeholder. */
  readonly unlessPlaceholder?: true;
  /** Texts of this kind, as people paste them. */
  readonly examples: readonly string[];
  /** Where the form is described, or was seen to be stored as a key. */
  readonly source: string;
}
