/** What a probe of test/emulator found out about the emulator. */
export interface Finding {
  /** Module and name of a patch in infra/local, as in `iam_context.kms_context`. */
  readonly patch: string;
  /** What the patch mends. */
  readonly mends: string;
  /** Whether the emulator does otherwise than AWS; undefined where the probe could not tell. */
  readonly shows?: boolean;
  /** Why it could not. */
  readonly error?: string;
}

export interface Findings {
  /** Of MiniStack as it is published. */
  readonly unpatched: readonly Finding[];
  /** Of MiniStack as keyferry runs it. */
  readonly patched: readonly Finding[];
}

/** What is to be done about the patches, a sentence each. Empty where all is as it should be. */
export function judgeFindings({ unpatched, patched }: Findings, version: string): readonly string[] {
  const byPatch = Map.groupBy(unpatched, ({ patch }) => patch);
  const needless = [...byPatch]
    .filter(([, findings]) => findings.every(({ shows }) => shows === false))
    .map(([patch]) => `Patch ${patch} is no longer needed with ministack ${version}: delete it.`);
  const partly = unpatched
    .filter(
      ({ patch, shows }) => shows === false && byPatch.get(patch)?.some((other) => other.shows !== false),
    )
    .map(
      ({ patch, mends }) =>
        `Patch ${patch} need no longer mend "${mends}" with ministack ${version}: take that out of it.`,
    );
  const broken = patched
    .filter(({ shows }) => shows === true)
    .map(
      ({ patch, mends }) =>
        `Patch ${patch} does not mend "${mends}" with ministack ${version}: put it right.`,
    );
  const untold = [...unpatched, ...patched]
    .filter(({ error }) => error !== undefined)
    .map(
      ({ patch, mends, error }) =>
        `Nobody can tell about "${mends}" (${patch}) with ministack ${version}: ${error}`,
    );
  return [...needless, ...partly, ...broken, ...new Set(untold)];
}
