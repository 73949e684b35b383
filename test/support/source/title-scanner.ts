/** What a test or a group of tests is called. */
export interface FoundTitle {
  readonly kind: "group" | "test";
  /** As it is written, with its placeholders: `a seal with %s is refused`. Null where it is no literal. */
  readonly title: string | null;
}

const CALL = /(?<![\w.$])(describe|it|test)(?:\.(\w+))?\(/y;
const LITERAL = /\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/y;
/** What stands before a regular expression, and not before a division. */
const BEFORE_PATTERN = /(?:^|[(,=:[!&|?{};>]|\breturn)\s*$/;

/** The titles of everything that is called like a test, in their order. What strings and comments say is not code. */
export function titlesIn(code: string): readonly FoundTitle[] {
  const found: FoundTitle[] = [];
  for (let at = 0; at < code.length; ) {
    const call = matchAt(CALL, code, at);
    if (call === null) {
      at = afterToken(code, at);
      continue;
    }
    const [text, name, modifier] = call;
    at += text.length;
    // The cases stand in parentheses of their own, before the title's.
    if (modifier === "each" || modifier === "for") at = code.indexOf("(", afterClosing(code, at)) + 1;
    const literal = matchAt(LITERAL, code, at);
    found.push({
      kind: name === "describe" ? "group" : "test",
      title: literal === null ? null : (literal[1] ?? literal[2] ?? literal[3] ?? null),
    });
  }
  return found;
}

function matchAt(pattern: RegExp, code: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(code);
}

/** The place behind the parenthesis that closes the one before `at`. */
function afterClosing(code: string, at: number): number {
  let depth = 1;
  let next = at;
  while (depth > 0 && next < code.length) {
    const character = code.charAt(next);
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    next = afterToken(code, next);
  }
  return next;
}

/** The place behind a string, a template, a comment or a regular expression, and else behind one character. */
function afterToken(code: string, at: number): number {
  const character = code.charAt(at);
  if (character === '"' || character === "'") return afterQuote(code, at);
  if (character === "`") return afterTemplate(code, at);
  if (code.startsWith("//", at)) return afterText(code, "\n", at);
  if (code.startsWith("/*", at)) return afterText(code, "*/", at + 2);
  if (character === "/" && BEFORE_PATTERN.test(code.slice(Math.max(0, at - 40), at))) {
    return afterPattern(code, at);
  }
  return at + 1;
}

function afterText(code: string, text: string, at: number): number {
  const end = code.indexOf(text, at);
  return end === -1 ? code.length : end + text.length;
}

function afterQuote(code: string, at: number): number {
  const quote = code.charAt(at);
  let next = at + 1;
  while (next < code.length && code.charAt(next) !== quote) next += code.charAt(next) === "\\" ? 2 : 1;
  return next + 1;
}

function afterTemplate(code: string, at: number): number {
  let next = at + 1;
  while (next < code.length && code.charAt(next) !== "`") {
    if (code.startsWith("${", next)) next = afterSubstitution(code, next + 2);
    else next += code.charAt(next) === "\\" ? 2 : 1;
  }
  return next + 1;
}

function afterSubstitution(code: string, at: number): number {
  let depth = 1;
  let next = at;
  while (depth > 0 && next < code.length) {
    const character = code.charAt(next);
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    next = afterToken(code, next);
  }
  return next;
}

function afterPattern(code: string, at: number): number {
  let next = at + 1;
  for (let inClass = false; next < code.length; next += 1) {
    const character = code.charAt(next);
    if (character === "\\") next += 1;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "/" && !inClass) break;
  }
  return next + 1;
}
