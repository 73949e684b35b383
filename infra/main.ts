import { keyferryApp } from "./app.ts";
import { UnknownContextError } from "./stages.ts";

try {
  keyferryApp();
} catch (error) {
  // A mistyped stage or target is a sentence; what it was raised by is no help.
  if (!(error instanceof UnknownContextError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
