/** A real server and a real browser take their time; Jest ignores `testTimeout` in a project of several. */
jest.setTimeout(480_000)
