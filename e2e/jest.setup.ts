/** Real servers and browsers are slow; Jest ignores `testTimeout` in multi-project configurations. */
jest.setTimeout(480_000)
