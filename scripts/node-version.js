// Plain JavaScript of any age: an old Node gets a sentence from it, and no syntax error.

/** Ends the process when its Node cannot run TypeScript. npm's own scripts find a newer one in node_modules. */
export function requireNode() {
  if (process.features.typescript) return;
  const found = process.versions.node;
  console.error(`swarmpki needs Node 22.22 or newer, and this is Node ${found}.`);
  console.error(
    'On Linux `npm ci` brings one along: run `npm start` or `npm test`. Elsewhere install it from nodejs.org.',
  );
  process.exit(1);
}
