/*
 * Loaded before anything else (`node --require`), by every Node that there is, so it is neither TypeScript nor modern. This
 * project runs TypeScript as it is; an older Node would only say that it does not know the ending .ts.
 */
if (!process.features.typescript) {
  process.stderr.write(
    `keyferry runs on Node 22.18 or newer, and this is ${process.versions.node}. npm ci brings its own Node 24 unless install ` +
      "scripts are switched off: run npm rebuild node --ignore-scripts=false, or use a newer Node.\n",
  );
  process.exit(1);
}
