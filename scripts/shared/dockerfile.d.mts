export interface DockerfileStep {
  instruction: string
  flags: Record<string, string>
  args: string[]
  text: string
}

export interface DockerfileStage {
  name: string | undefined
  image: string
  steps: DockerfileStep[]
}

export function parseDockerfile(content: string): DockerfileStage[]
export function readIgnored(content: string): (file: string) => boolean
