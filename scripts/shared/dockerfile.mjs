/** Reads a Dockerfile and a .dockerignore, as far as ours use their features. */
import path from 'node:path'

/**
 * The stages of a Dockerfile. A step has its instruction, its flags (`--from=build`), its arguments split at spaces, and
 * the text without flags.
 */
export function parseDockerfile(content) {
  const lines = content
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
  const stages = []
  for (const line of lines) {
    const [, instruction, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    if (instruction === undefined)
      throw new Error(`This line of the Dockerfile is not an instruction: ${line}`)
    if (instruction === 'FROM') {
      stages.push({ name: / AS (\S+)$/i.exec(rest)?.[1], image: rest.split(' ')[0], steps: [] })
      continue
    }
    if (stages.length === 0) throw new Error('The Dockerfile has to begin with FROM.')
    const [, flagText, text] = /^((?:--\S+\s+)*)(.*)$/.exec(rest)
    const flags = Object.fromEntries(
      [...flagText.matchAll(/--([\w-]+)=(\S+)/g)].map(([, key, value]) => [key, value]),
    )
    stages.at(-1).steps.push({ instruction, flags, args: text.split(/\s+/), text })
  }
  return stages
}

/** Whether .dockerignore leaves out a path relative to the repository. */
export function readIgnored(content) {
  const patterns = content.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const expressions = patterns.map((pattern) => {
    const source = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('**/', '\0')
      .replaceAll('*', '[^/]*')
      .replaceAll('\0', '(?:.*/)?')
    return new RegExp(`^${source}(/|$)`)
  })
  return (file) => expressions.some((expression) => expression.test(file.split(path.sep).join('/')))
}
