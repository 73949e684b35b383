/** One usual form of a key given as plain text. */
export interface KeyShape {
  /** The pattern in words fit for a message, e.g. `gsk_ and 52 letters or digits`. */
  readonly description: string;
  /** Anchored at both ends, every repetition bounded and none inside another, so a match takes linear time. */
  readonly pattern: RegExp;
  /** No other provider is known to use it: under another slug it earns a warning. */
  readonly distinctive?: true;
}

/** A prefix that deserves a warning even under the right provider. */
export interface KeyCaution {
  readonly prefix: string;
  readonly code: "admin_key" | "short_lived";
}

/** One text member of a credential in JSON. */
export interface JsonField {
  readonly name: string;
  /** What becomes of a credential without it. */
  readonly absent: "refused" | "warned";
  /** What the value usually matches; anything else is a warning, or a refusal where `strict`. */
  readonly usual?: RegExp;
  readonly strict?: true;
  /** The value is an https URL, usually on a host ending in one of these. */
  readonly hosts?: readonly string[];
  /** The value is key material: a placeholder in its place is refused. */
  readonly secret?: true;
}

/** A credential of several parts, given as JSON text. */
export interface JsonForm {
  /** The form in words, e.g. `a service account as a JSON object`. */
  readonly description: string;
  /** How a credential that is plain text and not JSON is taken. */
  readonly plainText: "usual" | "unusual" | "refused";
  /** Whether a list of such objects is also a credential. */
  readonly list: boolean;
  readonly fields: readonly JsonField[];
  /** Members that are worth nothing without one another: some without the rest is refused. */
  readonly allOrNone: readonly string[];
  /** Members that together give the form away under another slug; empty where nothing does. */
  readonly telltale: readonly string[];
  /** The one member that is safe to show, in full (`text`) or its host (`host`), and only if it matches. */
  readonly label: { readonly field: string; readonly as: "text" | "host"; readonly safe: RegExp };
}

/** A family of slugs that share one kind of credential. */
export interface Provider {
  /** Display name, or the slug itself where no more is known. */
  readonly name: string;
  /** Usual forms of a plain key; empty where none is known, and then no shape is doubted. */
  readonly shapes: readonly KeyShape[];
  /** Prefixes that are public knowledge, shown in labels up to and including their separator. */
  readonly prefixes: readonly string[];
  /** Prefixes that only this provider's keys have: certainly wrong under any other slug of the catalogue. */
  readonly unmistakable: readonly string[];
  readonly cautions: readonly KeyCaution[];
  /** The multi-part form, or null where a key is always plain text. */
  readonly json: JsonForm | null;
  /** Slugs whose keys may also be right here. */
  readonly kin: readonly string[];
}

/** A key that is no provider's own: of a gateway, a code host or a model hub. */
export interface ForeignKey {
  readonly issuer: string;
  readonly pattern: RegExp;
}
