// Imported first by every script: a Node that is too old deserves a sentence, not a stack trace.
// Only syntax and imports that old versions of Node understand may stand here.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Holocron needs Node 20.19 or newer, and this is Node ${process.versions.node}. Install a newer one and try again.`,
  )
  process.exit(1)
}
