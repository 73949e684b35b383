/** What the fragment of a link's URL carries. A browser sends no fragment to any server. */
export interface LinkSecret {
  /** 256 random bits in base64url, which prove that the visitor has the link. */
  readonly token: string;
  /** The SHA-256 thumbprint (RFC 7638) of the key to seal with, in base64url. */
  readonly thumbprint: string;
}

/** Both parts are 256 bits. */
const FRAGMENT = /^#?([\w-]{43})\.([\w-]{43})$/;

/** Reads `#{token}.{thumbprint}`; null for any other text, such as that of a link that lost its end. */
export function readFragment(fragment: string): LinkSecret | null {
  const [, token, thumbprint] = FRAGMENT.exec(fragment) ?? [];
  return token && thumbprint ? { token, thumbprint } : null;
}
