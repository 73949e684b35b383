import type { AuditDigest, DigestedEvent, DigestedObject } from "./audit-digest.ts";
import { firstDifference } from "./compare-events.ts";
import { digestLines, sha256Hex } from "./digest-lines.ts";
import type { ArchiveReader } from "./ports.ts";

export interface AuditFinding {
  readonly kind: "missing" | "altered" | "inserted" | "contradictory";
  readonly what: "event" | "object" | "digest";
  /** The event's id, or the object's key. */
  readonly name: string;
  /** The key of the object that holds the event, or should. */
  readonly object: string;
  readonly detail: string;
}

/**
 * Compares the objects of one digest's period with the digest. `seen` collects the events of the whole log:
 * the bus may deliver an event twice, but both copies must be equal.
 */
export async function verifyObjects(
  digest: AuditDigest,
  inPeriod: readonly string[],
  archive: ArchiveReader,
  seen: Map<string, string>,
): Promise<readonly AuditFinding[]> {
  const findings: AuditFinding[] = [];
  const there = new Set(inPeriod);
  const listed = new Map(digest.objects.map((object) => [object.key, object]));
  for (const key of [...new Set([...listed.keys(), ...there])].sort()) {
    const object = listed.get(key);
    const content = there.has(key) ? await archive.read(key) : null;
    const finding = object === undefined ? inserted(key, content) : compare(object, content);
    if (finding !== null) findings.push(finding);
    for (const event of object?.events ?? []) {
      if (contradicts(event, seen)) {
        const detail = "it was archived twice, with different content";
        findings.push({ kind: "contradictory", what: "event", name: event.id, object: key, detail });
      }
      seen.set(event.id, event.sha256);
    }
  }
  return findings;
}

const contradicts = ({ id, sha256 }: DigestedEvent, seen: ReadonlyMap<string, string>): boolean =>
  (seen.get(id) ?? sha256) !== sha256;

function compare({ key, sha256, events }: DigestedObject, content: Uint8Array | null): AuditFinding | null {
  if (content === null) {
    const detail = `so are all ${events.length} events of its object`;
    return { kind: "missing", what: "event", name: events[0]?.id ?? "?", object: key, detail };
  }
  if (sha256Hex(content) === sha256) return null;
  const difference = firstDifference(events, digestLines(content));
  if (difference === null) {
    return {
      kind: "altered",
      what: "object",
      name: key,
      object: key,
      detail: "in the bytes between its events",
    };
  }
  const { kind, id, line } = difference;
  return { kind, what: "event", name: id, object: key, detail: `line ${line} of its object` };
}

function inserted(key: string, content: Uint8Array | null): AuditFinding {
  const [first] = digestLines(content ?? new Uint8Array());
  const detail = "no digest knows its object";
  return first === undefined
    ? { kind: "inserted", what: "object", name: key, object: key, detail }
    : { kind: "inserted", what: "event", name: first.id, object: key, detail };
}
