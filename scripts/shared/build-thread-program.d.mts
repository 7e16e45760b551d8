export function buildThreadProgram(file: string): Promise<void>
