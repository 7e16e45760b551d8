export const THREAD_PROGRAM: string
