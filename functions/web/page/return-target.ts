/** Where the page offers to return to. The stage lists the addresses, and the page still follows none that is no web page. */
export function returnTarget(url: string): { readonly href: string; readonly host: string } | null {
  const target = URL.canParse(url) ? new URL(url) : null;
  return target !== null && /^https?:$/.test(target.protocol)
    ? { href: target.href, host: target.host }
    : null;
}
