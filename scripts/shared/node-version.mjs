// Imported first by every script: an outdated Node gets a clear message, not a stack trace.
// Use only syntax and imports that old versions of Node support.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Holocron needs Node 20.19 or newer, but this is Node ${process.versions.node}. Install a newer one and try again.`,
  )
  process.exit(1)
}
