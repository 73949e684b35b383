import { chmod, mkdir, mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { installTrouble, preparePython } from "../../../../infra/local/python-environment.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "keyferry-"));
});

/** An interpreter that prints this whatever it is asked. */
async function fakePython(output: string, status: number): Promise<string> {
  const file = join(directory, "fake-python");
  await writeFile(file, `#!/bin/sh\nprintf '%s\\n' '${output}'\nexit ${status}\n`);
  await chmod(file, 0o755);
  return file;
}

const prepare = (interpreters: readonly string[]) =>
  preparePython({ directory: join(directory, "python"), interpreters });

test("a machine without Python is told which version to install, and how to do without", async () => {
  await expect(prepare(["/no/such/python"])).rejects.toThrow(
    /Python 3\.11 or newer .*`\/no\/such\/python`: install Python, or set AWS_ENDPOINT_URL/,
  );
});

test("an old Python is named with its version", async () => {
  await expect(prepare([await fakePython("3.9", 0)])).rejects.toThrow(
    /3\.11 or newer .*is 3\.9: put a newer/,
  );
});

test("a Python 2 is too old as well", async () => {
  await expect(prepare([await fakePython("2.7", 0)])).rejects.toThrow(/is 2\.7/);
});

test("a Python without venv is told apart, with the command that helps on Debian", async () => {
  const python = await fakePython("3.12\nModuleNotFoundError: No module named ensurepip", 1);
  await expect(prepare([python])).rejects.toThrow(
    /cannot make virtual environments \(ModuleNotFoundError.*\): .*apt install python3-venv/,
  );
});

test("a warning before the version, of a locale for example, hides no interpreter", async () => {
  const warning = "bash: warning: setlocale: LC_ALL: cannot change locale (tr_TR.UTF-8)";
  const python = await fakePython(`${warning}\n3.9`, 0);
  await expect(prepare([python])).rejects.toThrow(/is 3\.9/);
});

test("an interpreter that is missing is passed over for the next", async () => {
  const old = await fakePython("3.8", 0);
  await expect(prepare(["/no/such/python", old])).rejects.toThrow(/is 3\.8/);
});

test("an environment with the same pins is used as it is", async () => {
  const ready = join(directory, "python");
  await mkdir(ready);
  const pins = new URL("../../../../infra/local/requirements.txt", import.meta.url);
  await writeFile(join(ready, "installed.txt"), await readFile(pins));
  expect(await prepare(["/no/such/python"])).toBe(join(ready, "bin/python"));
});

test("an environment with other pins is thrown away first", async () => {
  const outdated = join(directory, "python");
  await mkdir(outdated);
  await writeFile(join(outdated, "installed.txt"), "ministack==1.0.0\n");
  await expect(prepare(["/no/such/python"])).rejects.toThrow();
  await expect(stat(join(outdated, "installed.txt"))).rejects.toThrow("ENOENT");
});

/** An interpreter that makes an environment out of itself, and writes down what it is asked. */
async function recordingPython(): Promise<{
  readonly python: string;
  readonly calls: () => Promise<string[]>;
}> {
  const [python, record] = [join(directory, "recording-python"), join(directory, "calls")];
  const script = `#!/bin/sh
echo "$*" >> ${record}
case "$*" in
  -c*) echo 3.12 ;;
  "-m venv"*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
esac
`;
  await writeFile(python, script);
  await chmod(python, 0o755);
  return { python, calls: async () => (await readFile(record, "utf8")).trimEnd().split("\n") };
}

test("the packages are installed by hash, and none of them runs code for it", async () => {
  const { python, calls } = await recordingPython();
  expect(await prepare([python])).toBe(join(directory, "python/bin/python"));
  const [install] = (await calls()).filter((call) => call.startsWith("-m pip install"));
  expect(install).toMatch(/ --require-hashes --only-binary :all: /);
  expect(install).toMatch(/ --requirement \S+infra\/local\/requirements\.txt$/);
});

test("the newest packages, which nobody has pinned, are installed without hashes", async () => {
  const { python, calls } = await recordingPython();
  await preparePython({ directory: join(directory, "python"), interpreters: [python], pinned: false });
  const [install] = (await calls()).filter((call) => call.startsWith("-m pip install"));
  expect(install).not.toContain("--require-hashes");
});

test("a Python that is too old for the pinned packages is named with its version", async () => {
  await expect(prepare([await fakePython("3.10", 0)])).rejects.toThrow(/3\.11 or newer .*is 3\.10/);
});

test.each([
  "WARNING: Retrying (...) after connection broken by 'NewConnectionError(...)'",
  "socket.gaierror: [Errno -3] Temporary failure in name resolution",
  "('Cannot connect to proxy.', ProxyError(...))",
])("a failure of the network is told as one: %s", (output) => {
  expect(installTrouble(output, "install.log")).toMatch(/check the network .*run npm start again/);
});

test("any other failure of pip points to its log", () => {
  expect(installTrouble("Collecting x\nERROR: No space left on device\n", "install.log")).toMatch(
    /No space left on device\): see install\.log/,
  );
});
