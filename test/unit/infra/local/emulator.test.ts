import { expect, test } from "vitest";
import { emulatorEnvironment } from "../../../../infra/local/emulator.ts";

const emulator = () =>
  emulatorEnvironment({ python: "python", directory: "/somewhere", port: 4750, enforceIam: true });

test("the emulator listens on loopback only and keeps its state", () => {
  expect(emulator()).toMatchObject({
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: "4750",
    PERSIST_STATE: "1",
    STATE_DIR: "/somewhere/state",
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
  });
});

test("no AWS variable reaches the emulator, since it hands its environment to the Lambdas", () => {
  expect(Object.keys(emulator()).filter((name) => /^(AWS|npm|NODE)_/.test(name))).toEqual([]);
});

test("this version of Node is first on the path of the emulator, and so of its Lambdas", () => {
  const start = new RegExp(`^${process.execPath.replace(/\/node$/, "")}:`);
  expect(emulator()).toMatchObject({ PATH: expect.stringMatching(start) });
});
