/** The program of the thread that reads many pages, in the app's folder; build-thread-program.mjs makes it. */
export const THREAD_PROGRAM = '.next/read-sources.cjs'
