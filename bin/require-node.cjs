// Loaded with -r before every script: the sources are TypeScript that only Node 24 and later run as they are.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `Trunkline needs Node 24 or later; this is ${process.version}. Run "npm ci", which brings its own Node, and use the npm scripts.`,
  );
  process.exit(1);
}
