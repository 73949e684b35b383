#!/bin/sh
# `npm test`: what needs no emulator first, with the coverage that vitest.config.ts asks for; then the deployed tests.
# With arguments (`npm test -- test/deployed/canary.test.ts`), those tests alone, and no coverage: a part of the tests
# says nothing about it.
set -e
if [ $# -gt 0 ]; then exec vitest run "$@"; fi
vitest run --project unit --project infra --coverage
exec vitest run --project deployed
